/** Resources of synthesized templates as the catalog's rules read them. */
import type { ResourceSource } from '../core/catalog/locate';
import { propertyAt } from '../core/catalog/properties';
import type { Resource, Templates } from './templates';

export class TemplateSource implements ResourceSource {
  readonly account: string;
  readonly region: string;

  constructor(
    readonly resource: Resource,
    private readonly templates: Templates,
  ) {
    const { account, region } = templates.placeOf(resource);
    this.account = account;
    this.region = region;
  }

  get type(): string {
    return this.resource.type;
  }

  get properties(): unknown {
    return this.resource.properties;
  }

  ref(): string {
    return this.resource.ref;
  }

  attribute(name: string): string {
    return this.templates.attributeOf(this.resource, name);
  }

  text(path: string): string | undefined {
    const value = propertyAt(this.resource.properties, path);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  }

  part(text: string, separator: string, at: number): string {
    return text.split(separator)[at] ?? '';
  }

  target(path: string): TemplateSource | undefined {
    const arn = this.text(path);
    const found = arn === undefined ? undefined : this.templates.byIdentity(arn, this.resource.type);
    return found && new TemplateSource(found, this.templates);
  }
}
