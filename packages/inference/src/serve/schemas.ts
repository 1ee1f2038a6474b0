/** Shapes of requests and answers, for checks and for the OpenAPI description. */
const guess = {
  type: "object",
  required: ["class", "probability"],
  properties: { class: { type: "string" }, probability: { type: "number", minimum: 0, maximum: 1 } },
} as const;

const problem = {
  type: "object",
  required: ["code", "message"],
  properties: { code: { type: "string" }, message: { type: "string" } },
} as const;

const failure = { type: "object", required: ["error"], properties: { error: problem } } as const;

const photo = {
  type: "object",
  required: ["name", "top"],
  properties: { name: { type: "string" }, top: { type: "array", items: guess }, error: problem },
} as const;

const image = { schema: { type: "string", format: "binary" } } as const;

/** `POST /classify`: one image as the body, or several as the files of a form. */
export const classifySchema = {
  summary: "Classify photos",
  description: "The body is a JPEG, PNG or WebP image, or a form (multipart/form-data) with several as its files.",
  querystring: {
    type: "object",
    properties: { top: { type: "integer", minimum: 1, default: 5, description: "likeliest classes of each photo" } },
  },
  response: {
    200: {
      description: "An answer for each photo, in order; one that is no image has an error instead of classes.",
      type: "object",
      required: ["model", "photos"],
      properties: { model: { type: "string" }, photos: { type: "array", items: photo } },
    },
    "4xx": { description: "Refused: no image, too large, or nothing sent", ...failure },
    "5xx": { description: "Too much to do, or too slow", ...failure },
  },
} as const;

export const healthSchema = {
  summary: "Whether the server answers, and what it serves",
  response: {
    200: {
      description: "It does",
      type: "object",
      properties: {
        status: { type: "string" },
        model: { type: "string" },
        engine: { type: "string" },
        classes: { type: "array", items: { type: "string" } },
      },
    },
  },
} as const;

/** What OpenAPI says of bodies that no JSON schema describes. */
export const requestBody = {
  required: true,
  content: {
    "image/jpeg": image,
    "image/png": image,
    "image/webp": image,
    "application/octet-stream": image,
    "multipart/form-data": {
      schema: {
        type: "object",
        properties: { photos: { type: "array", items: { type: "string", format: "binary" } } },
      },
    },
  },
} as const;
