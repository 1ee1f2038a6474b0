const latexWords: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "`": "\\textasciigrave{}",
  "'": "\\textquotesingle{}",
  "[": "{[}",
  "]": "{]}",
  "*": "{*}",
  "\u2212": "$-$",
  "±": "$\\pm$",
  Δ: "$\\Delta$",
};

/**
 * Text that LaTeX prints as it is. Brackets and stars are wrapped, because after `\\` they would be its arguments;
 * dashes and quotes are kept from joining into ligatures.
 */
export const escapeLatex = (text: string): string =>
  text
    .replace(/[\\^~<>|"`'[\]*{}$&#%_\u2212±Δ]/g, (character) => latexWords[character] ?? `\\${character}`)
    .replace(/-(?=-)/g, "-{}");

/** Text that Markdown shows as it is, in a table cell, a heading or a line of prose. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*_{}[\]<>|~#$&]/g, "\\$&")
    .replace(/^([-+=:]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
