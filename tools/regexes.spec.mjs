/** I02: no text of a user becomes a regular expression, and none that meets one makes it slow. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ts from 'typescript';
import { regexSteps, worstGrowth } from './regex-steps.mjs';

const root = path.resolve(import.meta.dirname, '..');
const sources = ts.sys
  .readDirectory(
    root,
    ['.ts', '.tsx'],
    ['**/node_modules', '**/dist', '**/generated', '**/*.spec.ts', '**/*.spec.tsx'],
    ['libs/*/src', 'services/*/src', 'frontend/src'],
  )
  .map((file) => ({ file: path.relative(root, file), text: readFileSync(file, 'utf8') }));

/** Every node of the files that `pick` picks. */
function collect(pick, isWanted = () => true) {
  const found = [];
  for (const { file, text } of sources) {
    if (!isWanted(file)) continue;
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const visit = (node) => {
      const picked = pick(node, source);
      if (picked !== undefined) found.push({ file, picked });
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** Expressions that are put together at run time, and of what. */
const made = {
  'libs/collector-kit/src/answer-guard.ts': 'the name of the outermost element of an answer of AWS',
  'libs/collector-kit/src/denied-by.ts': 'our own words for kinds of policies',
  'libs/collector-kit/src/kind-of-arn.ts': 'how kinds write their ARNs, taken literally',
  'libs/platform/src/http/api-token.ts': 'our own constants',
  'libs/platform/src/http/not-found.ts': 'the paths of our own routes',
  'libs/sandbox/src/aws/ec2/filters.ts': 'filters of the pretend account, taken literally',
  'libs/sandbox/src/aws/sts/trust.ts': 'patterns of the pretend account, taken literally',
  'services/collector/src/changes/iam-resources.ts': 'how kinds write their ARNs',
};

describe('texts of users (I02)', () => {
  it('become no regular expression', () => {
    const calls = collect((node) => {
      const isCall = ts.isNewExpression(node) || ts.isCallExpression(node);
      return isCall && node.expression.getText() === 'RegExp' ? node.getText() : undefined;
    });
    expect([...new Set(calls.map(({ file }) => file))].sort()).toEqual(Object.keys(made).sort());
  });

  it('become no regular expression of the database', () => {
    const texts = collect((node) =>
      (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) &&
      /\bregexp_\w+\s*\(|\bsimilar to\b|\s!?~\*?\s*(\$|'|any)/i.test(node.text)
        ? node.text
        : undefined,
    );
    expect(texts).toEqual([]);
  });
});

/** Texts for expressions that look around, or for halves of characters: they cannot be made from them. */
const samplesByHand = {
  '\\beyJ(?:(?!-eyJ)[\\w-]){8,}\\.[\\w-]+\\.[\\w-]*': ['eyJ-eyJ-aaaa', 'eyJaaaaaaaa.aaa.aa', '-eyJaaaaaaaa.eyJaa'],
  '([;\\t\\r\\n])(?=[=+\\-@＝＋－＠])': ['a;=1', ';;;;\t-', '\n＝\r@'],
  '\\p{Surrogate}': ['\ud800', 'a\udc00b', '\udc00\ud800'],
  '^\\/(?![/\\\\])[^\\s\\\\]*$': ['/findings?sort=a&b=c#d'],
};
const isReached = (file) => /^(libs\/(contracts|platform)|services\/api-gateway)\/src\//.test(file);
const literals = new Map(
  collect((node) => (ts.isRegularExpressionLiteral(node) ? node.text : undefined), isReached).map(
    ({ file, picked }) => [picked, file],
  ),
);

describe('what a request meets first (I02)', () => {
  it('has expressions at all', () => expect(literals.size).toBeGreaterThan(30));

  it.each([...literals])('%s of %s takes steps in proportion to the text', (literal) => {
    const [, source, flags] = /^\/(.*)\/(\w*)$/s.exec(literal);
    const regex = new RegExp(source, flags);
    // What texts are made from knows neither case nor borders of words.
    const plain = new RegExp(source.replaceAll('\\b', ''), flags.replace(/[gi]/g, ''));
    const samples =
      samplesByHand[source] ?? fc.sample(fc.stringMatching(plain, { size: 'small' }), { numRuns: 3, seed: 7 });
    const { growth, text } = worstGrowth(
      regex,
      [...samples, '"\\"a', '0 a.@/:-='].map((sample) => sample.slice(0, 20)),
    );
    expect({ text, isLinear: growth < 2.6 }).toEqual({ text, isLinear: true });
  });
});

describe('the count of steps', () => {
  it.each([
    [/^(a+)+$/, ['aaa'], true],
    [/^(a|aa)+$/, ['aaa'], true],
    [/^a*a*b$/, ['aab'], true],
    [/"(?:[^"\\]|\\.)*"/s, ['"\\"a"'], true],
    [/\s+$/, [' '], true],
    [/\beyJ[\w-]{8,}\./, ['eyJ-eyJ-aaaa'], true],
    [/^a*b$/, ['aab'], false],
    [/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/, ['us-gov-east-1'], false],
  ])('sees how %s grows', (regex, samples, isSlow) => {
    expect(worstGrowth(regex, samples).growth > 2.6).toBe(isSlow);
  });

  it.each([
    [/^a{2,3}?b|c$/, 'aab', 'xx'],
    [/(?!b)\w\b/u, 'a', 'b'],
  ])('comes to the end that the engine comes to: %s', (regex, matching, other) => {
    expect(regexSteps(regex, matching)).toBeLessThan(20);
    expect(regexSteps(regex, other)).toBeLessThan(20);
  });
});
