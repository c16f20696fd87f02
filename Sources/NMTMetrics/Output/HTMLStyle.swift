/// The report's style sheet: no external font, script or picture; light or dark by the reader's preference; one column
/// no wider than the window, and tables that scroll separately.
enum HTMLStyle {
  static let sheet = """
    :root { color-scheme: light dark; --ink: #1b1d21; --soft: #5b616b; --paper: #ffffff; --panel: #f4f5f7;
      --line: #d9dce1; --bar: #2f6fb3; --heat: 47, 111, 179; --good: #0f6b3a; --goodpaper: #dcf5e5; --bad: #a3221b;
      --badpaper: #fde4e1; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e7e9ec; --soft: #a3a9b3; --paper: #15171a; --panel: #1e2126; --line: #363b43; --bar: #6aaef2;
        --heat: 106, 174, 242; --good: #7fdca2; --goodpaper: #12351f; --bad: #ff9d94; --badpaper: #451a17; }
    }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 68rem; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, sans-serif; }
    h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
    h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; }
    h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
    p { margin: .25rem 0 .75rem; max-width: 46rem; }
    .soft { color: var(--soft); }
    .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    th, td { padding: .4rem .7rem; text-align: right; vertical-align: top; white-space: nowrap; }
    th { background: var(--panel); font-weight: 600; }
    tr + tr > * { border-top: 1px solid var(--line); }
    th:first-child, td:first-child { text-align: left; }
    th:first-child, td:first-child { position: sticky; left: 0; z-index: 1; }
    td:first-child { background: var(--paper); }
    td.name { white-space: normal; overflow-wrap: anywhere; min-width: 9rem; }
    .track { display: block; position: relative; height: 6px; margin-top: 4px; min-width: 4.5rem; border-radius: 3px;
      background: var(--line); }
    .track span { position: absolute; left: 0; top: 0; bottom: 0; border-radius: 3px; background: var(--bar); }
    .small { display: block; font-size: .82rem; color: var(--soft); }
    .letter { display: inline-block; min-width: 1.6em; margin-right: .4em; padding: 0 .3em; border-radius: 4px;
      background: var(--panel); border: 1px solid var(--line); text-align: center; font-weight: 600; }
    .heat { background: rgba(var(--heat), var(--share)); }
    code { font: .85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
    .card { border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem; margin: 0 0 .7rem; }
    .card dl { display: grid; grid-template-columns: 6.5rem 1fr; gap: .25rem .75rem; margin: .4rem 0 0; }
    .card dt { color: var(--soft); }
    .card dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
    del { color: var(--bad); background: var(--badpaper); text-decoration: line-through; border-radius: 3px; }
    ins { color: var(--good); background: var(--goodpaper); text-decoration: none; border-radius: 3px; }
    @media (max-width: 34rem) {
      body { padding: 1rem .75rem 2rem; font-size: 15px; }
      th, td { padding: .35rem .5rem; }
      .scores tr { display: grid; grid-template-columns: repeat(var(--metrics), minmax(0, 1fr)); }
      .scores th:first-child { display: none; }
      .scores th, .scores td { padding: .35rem; text-align: left; min-width: 0; white-space: normal;
        overflow-wrap: anywhere; }
      .scores tr > td:not(.name) { border-top: 0; }
      .scores td.name { grid-column: 1 / -1; padding-bottom: 0; }
      .scores .small { font-size: .76rem; }
      .track { min-width: 3rem; }
      .card dl { grid-template-columns: 1fr; gap: 0; }
      .card dt { margin-top: .35rem; font-size: .82rem; }
    }
    """
}
