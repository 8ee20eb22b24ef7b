import { CLOUD_PLATFORM } from './cloud-platform';
import { DATA_PIPELINE } from './data-pipeline';
import { DEVSECOPS } from './devsecops';
import { ML_INFERENCE } from './ml-inference';
import type { Pack } from './pack';
import { SAAS_FRONT_END } from './saas-front-end';
import { SERVICE_MESH } from './service-mesh';

/** The ready packs, for `Observability.addPack`. */
export const Packs = {
  cloudPlatform: CLOUD_PLATFORM,
  mlInference: ML_INFERENCE,
  dataPipeline: DATA_PIPELINE,
  serviceMesh: SERVICE_MESH,
  devsecops: DEVSECOPS,
  saasFrontEnd: SAAS_FRONT_END,
} as const;

export const PACKS: readonly Pack[] = Object.values(Packs);
