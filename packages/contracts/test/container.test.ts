import { expect, test } from "@jest/globals";
import { bind, childOf, createContainer, dispose, has, need, token } from "../src/index.js";

const t = (id: string) => token<string>(`test:${id}`);

test("a child sees its parent's bindings and adds its own; its end is not its parent's", async () => {
  const parent = createContainer();
  const gone: string[] = [];
  bind(
    parent,
    t("shared"),
    () => "shared",
    (value) => void gone.push(value),
  );
  const child = childOf(parent);
  bind(
    child,
    t("own"),
    () => "own",
    (value) => void gone.push(value),
  );
  expect([need(child, t("shared")), need(child, t("own")), has(parent, t("own"))]).toEqual(["shared", "own", false]);
  await dispose(child);
  expect(gone).toEqual(["own"]);
  expect(need(parent, t("shared"))).toBe("shared");
  await dispose(parent);
  expect(gone).toEqual(["own", "shared"]);
});

test("what was made last goes first, what was never made not at all, and nothing twice", async () => {
  const c = createContainer();
  const gone: string[] = [];
  for (const id of ["a", "b", "never"])
    bind(
      c,
      t(id),
      () => id,
      async (value) => void gone.push(value),
    );
  need(c, t("a"));
  need(c, t("b"));
  need(c, t("a"));
  await dispose(c);
  expect(gone).toEqual(["b", "a"]);
});
