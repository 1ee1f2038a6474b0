import ts from "typescript";

const K = ts.SyntaxKind;
/** What each operator is changed to. */
const operators = new Map([
  [K.PlusToken, "-"],
  [K.MinusToken, "+"],
  [K.AsteriskToken, "/"],
  [K.SlashToken, "*"],
  [K.PercentToken, "*"],
  [K.LessThanToken, "<="],
  [K.LessThanEqualsToken, "<"],
  [K.GreaterThanToken, ">="],
  [K.GreaterThanEqualsToken, ">"],
  [K.EqualsEqualsEqualsToken, "!=="],
  [K.ExclamationEqualsEqualsToken, "==="],
  [K.AmpersandAmpersandToken, "||"],
  [K.BarBarToken, "&&"],
]);
/** Functions that are changed to their counterparts. */
const counterparts = new Map([
  ["max", "min"],
  ["min", "max"],
  ["floor", "ceil"],
  ["ceil", "floor"],
  ["add", "sub"],
  ["sub", "add"],
  ["mul", "div"],
  ["div", "mul"],
  ["maximum", "minimum"],
  ["every", "some"],
  ["some", "every"],
]);

/** @returns what a node is changed to, as stretches of text */
function changesAt(node, source) {
  const at = (n, to) => ({ start: n.getStart(source), end: n.getEnd(), to });
  if (ts.isBinaryExpression(node) && operators.has(node.operatorToken.kind))
    return [at(node.operatorToken, operators.get(node.operatorToken.kind))];
  if (ts.isNumericLiteral(node)) return [at(node, node.text === "0" ? "1" : `(${node.text} * 1.5 + 1)`)];
  if (node.kind === K.TrueKeyword) return [at(node, "false")];
  if (node.kind === K.FalseKeyword) return [at(node, "true")];
  if (ts.isPrefixUnaryExpression(node) && [K.ExclamationToken, K.MinusToken].includes(node.operator))
    return [at(node, node.operand.getText(source))];
  if (ts.isConditionalExpression(node))
    return [
      at(
        node,
        `(${node.condition.getText(source)} ? ${node.whenFalse.getText(source)} : ${node.whenTrue.getText(source)})`,
      ),
    ];
  if (ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.parent) && counterparts.has(node.name.text))
    return [at(node.name, counterparts.get(node.name.text))];
  return [];
}

/** Texts of messages are not mathematics: what is thrown is left alone. */
const isMessage = (node) => ts.isThrowStatement(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node);

/**
 * Every small change of a built file: an operator, a bound, a constant, a condition, a function's counterpart.
 * @param {string} name @param {string} text
 * @returns {{ file: string, line: number, was: string, to: string, text: string }[]}
 */
export function mutantsOf(name, text) {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const found = [];
  const visit = (node) => {
    if (isMessage(node)) return;
    for (const { start, end, to } of changesAt(node, source)) {
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      found.push({
        file: name,
        line,
        was: text.slice(start, end),
        to,
        text: text.slice(0, start) + to + text.slice(end),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
