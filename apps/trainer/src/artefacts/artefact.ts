import type { ModelFileName } from '@taxifare/core/model';

/** A file of the model's folder. */
export interface Artefact {
  readonly name: ModelFileName;
  readonly contentType: string;
  readonly body: Uint8Array;
}
