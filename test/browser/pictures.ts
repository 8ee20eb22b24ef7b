import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** A folder for pictures to look at. Not set: none are taken. */
const FOLDER = process.env.PICTURES;

/** Keeps what the page shows, where pictures are wanted. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (FOLDER) await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}
