/**
 * An expression for the page: its visible texts with less than 4.5:1 between letters and ground, as
 * `text: colour on ground = ratio`. The measure is WCAG 2's, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
 */
export const WEAK_TEXTS = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const over = ([r, g, b, a = 1], ground) => [r, g, b].map((value, index) => value * a + ground[index] * (1 - a));
  const light = (color) => {
    const [r, g, b] = color.map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    if (!element) return channels(getComputedStyle(document.body).backgroundColor).slice(0, 3);
    const own = channels(getComputedStyle(element).backgroundColor);
    return (own[3] ?? 1) === 0 ? groundOf(element.parentElement) : over(own, groundOf(element.parentElement));
  };
  const weak = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || element.closest('svg, script, style, noscript, .unseen')) continue;
    if (!element.checkVisibility({ visibilityProperty: true }) || element.offsetWidth <= 1) continue;
    const ground = groundOf(element);
    const color = over(channels(getComputedStyle(element).color), ground);
    const [high, low] = [light(color), light(ground)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) weak.push(node.data.trim().slice(0, 40) + ': ' + color + ' on ' + ground + ' = ' + ratio.toFixed(2));
  }
  return weak;
})()`;
