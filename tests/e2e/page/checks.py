"""What a checker would complain of, as scripts to run in the page."""

# What a checker would complain of first: controls without a name, ids used twice, pictures without a description.
COMPLAINTS = """() => {
  const found = [];
  const named = (e) => e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.[0]?.textContent || e.alt
    || e.querySelector('img')?.alt;
  const controls = 'button, a[href], input:not([type=file]), select, textarea, form, audio, video';
  for (const e of document.querySelectorAll(controls + ', dialog, aside, [role=log], [role=img]'))
    if (!named(e) && !e.getAttribute('aria-labelledby')) found.push('no name: ' + e.outerHTML.slice(0, 100));
  for (const e of document.querySelectorAll('img:not([alt])')) found.push('no alt: ' + e.outerHTML.slice(0, 100));
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  ids.filter((id, n) => ids.indexOf(id) !== n).forEach((id) => found.push('id twice: ' + id));
  for (const e of document.querySelectorAll('pre, .table-frame, .grid-frame, .element-text'))
    if (e.scrollWidth > e.clientWidth && e.tabIndex < 0) found.push('scrolls, but not by keyboard: ' + e.className);
  for (const e of document.querySelectorAll('[tabindex]')) if (e.tabIndex > 0) found.push('tabindex: ' + e.tabIndex);
  return found;
}"""

# Contrast by the formula of WCAG 2; grounds are looked for upwards, half-transparent ones are skipped.
POOR_CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgb = (css) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (c) => {
    const [r, g, b] = c.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c[3] === 255) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (!text || !e.checkVisibility() || e.closest('.sr-only, .skip-link, .pdf-words, noscript')) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${e.className || e.tagName}: ${text.slice(0, 30)}`);
  }
  return found;
}"""

# What reaches beyond the edge of the screen, and cannot be scrolled to.
WIDE = """() => [...document.querySelectorAll('.page *')].filter((e) => {
  const { left, right, width } = e.getBoundingClientRect();
  const inside = 'pre, .table-frame, .skip-link, .grid-frame, .pdf-frame, .js-plotly-plot, .step-name';
  return width > 1 && (left < -1 || right > innerWidth + 1) && !e.closest(inside);
}).map((e) => e.outerHTML.slice(0, 80))"""
