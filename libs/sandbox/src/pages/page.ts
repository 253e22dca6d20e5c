/** How the pages of the sandbox look. */
import { html, Html } from '@cspmexa/platform';

const style = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5a6472; --line: #dfe3e8; --paper: #fff; --ground: #f6f7f9; --accent: #1d5fa8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #a7b0bc; --line: #323842; --paper: #1e2228; --ground: #16191d; --accent: #7db8ff; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
main { max-width: 56rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } p.lead { margin: 0 0 1.5rem; color: var(--soft); }
ul.list { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 10px; overflow: hidden; background: var(--paper); }
ul.list > li { display: flex; gap: 1rem; align-items: center; padding: .75rem 1rem; border-top: 1px solid var(--line); } ul.list > li:first-child { border-top: 0; }
.grow { flex: 1; min-width: 0; overflow-wrap: anywhere; } .soft { color: var(--soft); font-size: .875rem; }
a { color: var(--accent); } button, a.button { font: inherit; padding: .4rem .9rem; border: 1px solid var(--line); border-radius: 8px; background: var(--paper); color: var(--ink); cursor: pointer; text-decoration: none; display: inline-block; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--paper); }
a.person { display: flex; gap: 1rem; width: 100%; text-decoration: none; color: inherit; align-items: center; }
a:focus-visible, button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.badge { border: 1px solid var(--line); border-radius: 99px; padding: 0 .6rem; font-size: .8rem; white-space: nowrap; }
iframe { width: 100%; height: 34rem; border: 1px solid var(--line); border-radius: 10px; background: #fff; } pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--paper); padding: 1rem; border: 1px solid var(--line); border-radius: 10px; }
nav { display: flex; gap: 1rem; padding: .75rem 1rem; border-bottom: 1px solid var(--line); background: var(--paper); } nav strong { margin-right: auto; }`;

/** A whole page. */
export const page = (title: string, body: Html, navigation: Html = html``): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        ${navigation}
        <main>${body}</main>
      </body>
    </html>`.text;
