import { type Html, html, trusted } from '../report/html';
import { sha256Base64 } from '../report/sha256';
import { RESPOND_STYLE } from './style';

/** What a Content-Security-Policy names the pages' style by. They have no script. */
export const RESPOND_STYLE_HASH = `sha256-${sha256Base64(RESPOND_STYLE)}`;

/** A whole page. */
export function document(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${trusted(RESPOND_STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.toString();
}
