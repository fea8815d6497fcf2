(() => {
  const svg = document.getElementById("flame"), said = document.getElementById("flame-said"), search = document.getElementById("flame-search");
  const frames = [...svg.querySelectorAll("g")].map(g => ({
    g, x: +g.dataset.x, w: +g.dataset.w, d: +g.dataset.d, name: g.dataset.n, rect: g.querySelector("rect"), text: g.querySelector("text"),
  }));
  const width = svg.viewBox.baseVal.width, percent = share => (share * 100).toFixed(1) + " %";
  let zoomed = frames[0];

  const isBelow = (f, top) => f.d >= top.d && f.x >= top.x - 1e-6 && f.x + f.w <= top.x + top.w + 1e-6;
  const isAbove = (f, top) => f.d < top.d && f.x <= top.x + 1e-6 && f.x + f.w >= top.x + top.w - 1e-6;
  const isShown = f => isBelow(f, zoomed) || isAbove(f, zoomed);

  function draw() {
    for (const f of frames) {
      f.g.style.display = isShown(f) ? "" : "none";
      if (!isShown(f)) continue;
      const begin = Math.max(0, (f.x - zoomed.x) / zoomed.w), end = Math.min(1, (f.x + f.w - zoomed.x) / zoomed.w);
      const pixels = Math.max(0, (end - begin) * width - 1), letters = Math.floor((pixels - 8) / 6.6);
      f.rect.setAttribute("x", begin * width);
      f.rect.setAttribute("width", pixels);
      f.text.setAttribute("x", begin * width + 4);
      f.text.textContent = letters < 3 ? "" : f.name.length <= letters ? f.name : f.name.slice(0, letters - 1) + "…";
    }
  }

  function zoom(f) {
    zoomed = f;
    draw();
    said.textContent = f === frames[0] ? "" : `${f.name}: ${percent(f.w)}`;
  }

  function focus(f) {
    if (!f) return;
    for (const other of frames) other.g.tabIndex = other === f ? 0 : -1;
    f.g.focus();
    said.textContent = `${f.name}: ${percent(f.w)}`;
  }

  function find() {
    const wanted = search.value.trim().toLowerCase();
    let share = 0, end = -1, found = 0;
    for (const f of frames) {
      const hit = wanted !== "" && f.name.toLowerCase().includes(wanted);
      f.g.classList.toggle("hit", hit);
      found += hit ? 1 : 0;
    }
    // Matching frames within another match are counted once.
    for (const f of frames.filter(f => f.g.classList.contains("hit")).sort((a, b) => a.x - b.x || b.w - a.w)) {
      if (f.x >= end - 1e-6) { share += f.w; end = f.x + f.w; }
    }
    said.textContent = wanted === "" ? "" : `${found} found, ${percent(share)} of all bytes`;
  }

  for (const f of frames) f.g.addEventListener("click", () => { zoom(f); focus(f); });
  search.addEventListener("input", find);
  document.getElementById("flame-reset").addEventListener("click", () => { search.value = ""; find(); zoom(frames[0]); });
  svg.addEventListener("keydown", event => {
    const at = frames.find(f => f.g === document.activeElement), shown = frames.filter(isShown);
    if (!at) return;
    const row = d => shown.filter(f => f.d === d).sort((a, b) => a.x - b.x);
    const steps = {
      ArrowDown: () => focus(row(at.d + 1).find(f => isBelow(f, at))),
      ArrowUp: () => focus(shown.find(f => f.d === at.d - 1 && isAbove(f, at))),
      ArrowRight: () => focus(row(at.d)[row(at.d).indexOf(at) + 1]),
      ArrowLeft: () => focus(row(at.d)[row(at.d).indexOf(at) - 1]),
      Enter: () => zoom(at),
      Escape: () => { zoom(frames[0]); focus(frames[0]); },
    };
    if (steps[event.key]) { event.preventDefault(); steps[event.key](); }
  });
})();
