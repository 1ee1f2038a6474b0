/* Sorting and filtering of the table. The page reads well without it. */
"use strict";
(() => {
  const table = document.querySelector("table.results");
  if (!table) return;
  const bodies = [...table.tBodies];
  const home = new Map(bodies.map((body) => [body, [...body.rows]]));
  const rows = [...table.querySelectorAll("tbody tr:not(.group)")];
  const headings = [...table.tHead.rows[0].cells];
  const input = document.querySelector("#filter");
  const shown = document.querySelector("#shown");
  let sorted = false;

  const valueOf = (row, column) => {
    const { value } = row.cells[column].dataset;
    return value === undefined ? null : value;
  };

  /** Rows without a value stand last in either direction. */
  const compare = (column, numeric, direction) => (a, b) => {
    const [x, y] = [valueOf(a, column), valueOf(b, column)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return direction * (numeric ? Number(x) - Number(y) : x.localeCompare(y, undefined, { numeric: true }));
  };

  const showGroups = () => {
    for (const body of bodies) {
      const members = home.get(body).filter((row) => !row.classList.contains("group"));
      const heading = home.get(body).find((row) => row.classList.contains("group"));
      if (heading) heading.hidden = sorted || members.every((row) => row.hidden);
    }
  };

  const sortBy = (column, direction) => {
    sorted = direction !== 0;
    headings.forEach((heading, i) => {
      if (i === column && sorted) heading.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else heading.removeAttribute("aria-sort");
    });
    const numeric = headings[column].dataset.kind === "number";
    if (sorted) bodies[0].append(...[...rows].sort(compare(column, numeric, direction)));
    else for (const [body, members] of home) body.append(...members);
    showGroups();
  };

  /** Numbers start with the largest, names with the first; a third press brings the grid's own order back. */
  const next = (heading) => {
    const first = heading.dataset.kind === "number" ? -1 : 1;
    const now = { ascending: 1, descending: -1 }[heading.getAttribute("aria-sort")] ?? 0;
    return now === 0 ? first : now === first ? -first : 0;
  };

  headings.forEach((heading, column) => {
    heading.querySelector("button")?.addEventListener("click", () => sortBy(column, next(heading)));
  });

  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => row.dataset.text.includes(word));
    shown.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows`;
    showGroups();
  };
  input.addEventListener("input", filter);
  document.querySelector(".tools").hidden = false;
  filter();
})();
