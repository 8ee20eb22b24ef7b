import { numberField } from './fields';
import { GRID_COLUMNS, WIDGET_DEFAULT, type WidgetPlace } from './model';

/** Places widgets without a position from left to right, then in the next row. */
export class Flow {
  private x = 0;
  private y = 0;
  private rowEnd = 0;

  place(widget: unknown): WidgetPlace {
    const width = Math.min(Math.max(1, numberField(widget, 'width') ?? WIDGET_DEFAULT.width), GRID_COLUMNS);
    const height = Math.max(1, numberField(widget, 'height') ?? WIDGET_DEFAULT.height);
    const x = numberField(widget, 'x');
    const y = numberField(widget, 'y');
    if (x !== undefined && y !== undefined) {
      const place = { x: Math.min(Math.max(0, x), GRID_COLUMNS - width), y: Math.max(0, y), width, height };
      this.x = 0;
      this.y = this.rowEnd = Math.max(this.rowEnd, place.y + height);
      return place;
    }
    if (this.x + width > GRID_COLUMNS) {
      this.x = 0;
      this.y = this.rowEnd;
    }
    const place = { x: this.x, y: this.y, width, height };
    this.x += width;
    this.rowEnd = Math.max(this.rowEnd, this.y + height);
    return place;
  }
}
