/** How an HTML report looks: light and dark as the reader's device has it, always light on paper. */
export const styles = `
:root { color-scheme: light dark; --page: #fff; --ink: #1a1f26; --muted: #525b66; --line: #d5dae0; --sunken: #f4f6f8; --accent: #0c6662;
  --critical: #8b1a1a; --high: #b33a08; --medium: #7c5100; --low: #1d5fa8; --info: #525b66; --good: #1b6e3c; }
@media screen and (prefers-color-scheme: dark) { :root { --page: #0e1013; --ink: #e4e8ec; --muted: #b4bcc6; --line: #333a42; --sunken: #191d22;
  --accent: #6dc0ba; --critical: #ff8a8a; --high: #ffa067; --medium: #f2c94c; --low: #7db8ff; --info: #b4bcc6; --good: #6fd08c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 14px/1.5 system-ui, 'Noto Sans', sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 32px 24px 64px; }
.brand { margin: 0; color: var(--accent); font-weight: 700; letter-spacing: .04em; }
h1 { margin: 4px 0 16px; font-size: 28px; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 32px 0 8px; font-size: 18px; }
h3 { margin: 0; font-size: 15px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 12px 24px; margin: 0 0 20px; }
dt { color: var(--muted); font-size: 12px; }
dd { margin: 0; overflow-wrap: anywhere; }
.counts { display: flex; flex-wrap: wrap; gap: 12px; margin: 0 0 20px; padding: 0; list-style: none; }
.counts li { min-width: 104px; padding: 10px 14px; border: 1px solid var(--line); border-left: 4px solid var(--mark); border-radius: 6px; }
.counts strong { display: block; font-size: 22px; line-height: 1.2; }
.counts span { color: var(--mark); font-weight: 600; }
.notice { padding: 12px 16px; border: 1px solid var(--medium); border-radius: 6px; font-weight: 600; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th { padding: 8px; border-bottom: 1px solid var(--line); background: var(--sunken); color: var(--muted); font-size: 12px; text-align: start; }
td { padding: 8px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td b { font-weight: 500; }
td:first-child b { color: var(--mark); font-weight: 700; }
small { display: block; color: var(--muted); font-size: 12px; }
th:first-child { width: 124px; }
th:nth-child(2) { width: 34%; }
article { margin: 16px 0; padding-top: 16px; border-top: 1px solid var(--line); break-inside: avoid; }
article p { margin: 8px 0 0; }
ol { margin: 4px 0 0; padding-left: 24px; overflow-wrap: anywhere; }
[data-tone] { --mark: var(--muted); }
[data-tone=critical], [data-tone=bad] { --mark: var(--critical); }
[data-tone=high] { --mark: var(--high); }
[data-tone=medium] { --mark: var(--medium); }
[data-tone=low] { --mark: var(--low); }
[data-tone=good] { --mark: var(--good); }
@media (max-width: 720px) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; }
  table, tbody, tr, td { display: block; }
  tr { padding: 8px 0; border-bottom: 1px solid var(--line); }
  td { padding: 2px 0; border: 0; }
}
@media print {
  @page { size: A4 landscape; margin: 14mm; }
  main { max-width: none; padding: 0; }
  body { font-size: 10px; }
  small, th, dt { font-size: 9px; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
`;
