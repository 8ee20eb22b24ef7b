import { attempt } from '../../middleware/text';
import type { PowertoolsMetrics } from '../guests';
import type { Dimensions } from './dimension-sets';
import type { Guarded } from './guarded';
import { fittingValue } from './limits';
import { dropMetrics, sameAsMetric } from './values';

type DimensionMethod =
  | 'addDimension'
  | 'addDimensions'
  | 'addMetadata'
  | 'clearDefaultDimensions'
  | 'clearDimensions'
  | 'clearMetadata'
  | 'setDefaultDimensions';

/** Dimensions and metadata are remembered, and fitted to what CloudWatch takes. */
export function dimensionMethods(guarded: Guarded): Pick<PowertoolsMetrics, DimensionMethod> {
  const { metrics, original, given } = guarded;
  return {
    addDimension(name, value) {
      const fitted = fitting(guarded, { [name]: value });
      original.addDimension(name, fitted[name] as string);
      given().main = { ...given().main, ...accepted(fitted) };
      return metrics;
    },
    addDimensions(dimensions) {
      const fitted = fitting(guarded, dimensions);
      original.addDimensions(dimensions && { ...fitted });
      given().sets = [...given().sets, accepted(fitted)];
      return metrics;
    },
    addMetadata(key, value) {
      if (given().names.has(key)) {
        guarded.warn(sameAsMetric(key));
        return metrics;
      }
      original.addMetadata(key, value);
      given().metadata = new Map(given().metadata).set(key, value);
      return metrics;
    },
    clearDefaultDimensions() {
      original.clearDefaultDimensions();
      guarded.defaults = {};
    },
    clearDimensions() {
      original.clearDimensions();
      Object.assign(given(), { main: {}, sets: [] });
    },
    clearMetadata() {
      if (guarded.keeping) return;
      original.clearMetadata();
      given().metadata = new Map();
    },
    setDefaultDimensions(dimensions) {
      const fitted = fitting(guarded, dimensions);
      original.setDefaultDimensions(dimensions && { ...fitted });
      guarded.defaults = { ...guarded.defaults, ...accepted(fitted) };
      return metrics;
    },
  };
}

function fitting(guarded: Guarded, dimensions: Dimensions): Dimensions {
  const entries = Object.entries(dimensions ?? {});
  const { names } = guarded.given();
  const clashing = entries.map(([name]) => name).filter((name) => names.has(name));
  if (clashing.length > 0 && guarded.metrics.hasStoredMetrics()) attempt(() => dropMetrics(guarded, clashing));
  return Object.fromEntries(entries.map(([name, value]) => [name, fittingValue(name, value, guarded.warn)]));
}

/** Powertools takes no dimension with an empty name or value. */
function accepted(dimensions: Dimensions): Dimensions {
  const isText = (text: unknown) => typeof text === 'string' && text.trim() !== '';
  return Object.fromEntries(Object.entries(dimensions).filter(([name, value]) => isText(name) && isText(value)));
}
