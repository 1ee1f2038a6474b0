import fc from "fast-check";

/** Names that break things somewhere. */
export const nastyNames = [
  '<script>alert("x")</script>',
  "</style><img src=x onerror=alert(1)>",
  "a | b || c",
  "**bold** _it_ `code` [a](b) ![i](j) ~~s~~",
  "50% & 10$ #1 a_b^c {x} \\textbf{y} \\",
  "[optional]",
  "*star",
  "--- ``quotes'' ?` !`",
  "=1+1",
  "+cmd|' /C calc'!A0",
  "\u001b[31mred\u001b[0m\u0007\u009b2J",
  "\u202eright to left\u202c \u2066x\u2069",
  "漢字とかなの長い名前 한국어 🙂👩‍👩‍👧",
  "tab\tnewline\nreturn\r\u2028end",
  "\ud800 lone",
  "${process.exit()} {{x}} <%= y %>",
  "$& $1 $`",
  "&lt;b&gt; &nbsp; &#x3c;",
  "../../etc/passwd",
  "",
  "   ",
];

/** Names that people might give, and names that break things. */
export const anyName = fc.oneof(
  fc.constantFrom(...nastyNames),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);
