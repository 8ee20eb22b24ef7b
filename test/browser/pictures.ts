import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** A folder for pictures to look at. Not set: none are taken. */
const FOLDER = process.env.PICTURES;
/** CSS pixels around contents that are smaller than the window. */
const MARGIN = 10;

/**
 * Keeps what the page shows, where pictures are wanted.
 * @param contents selector of an element: the picture ends where it ends. Without it: with the window.
 */
export async function takePicture(page: Page, name: string, contents?: string): Promise<void> {
  if (!FOLDER) return;
  const path = join(FOLDER, `${name}.png`);
  const box = contents === undefined ? null : await page.locator(contents).first().boundingBox();
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const shown = box && Math.min(height, Math.ceil(box.y + box.height) + MARGIN);
  await page.screenshot({ path, ...(shown && { clip: { x: 0, y: 0, width, height: shown } }) });
}
