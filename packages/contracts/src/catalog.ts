/* eslint-disable @typescript-eslint/no-empty-object-type -- each is filled by the packages that are installed */

/**
 * What an experiment file may name, with the options of each name: a plugin's package adds its line, types only.
 *
 * ```ts
 * declare module "@liftjs/contracts" {
 *   interface PeftCatalog { adaptformer: AdaptFormerInput }
 * }
 * ```
 */
export interface PeftCatalog {}
export interface LossCatalog {}
export interface ClassifierCatalog {}
export interface InitializerCatalog {}
export interface TteCatalog {}
export interface AugmentationCatalog {}
export interface DatasetCatalog {}
export interface BackboneCatalog {}
/** Named models and the family whose options they have: `"clip-vit-b16": "clip-vit"`. */
export interface ModelCatalog {}

/** The options of a plugin that has none. */
export interface NoOptions {}

/** A name of a catalogue with its options beside it: `{ name: "adaptformer", bottleneck: 4 }`. */
export type Named<Catalog> = {
  [Name in keyof Catalog]: { readonly name: Name } & Readonly<Catalog[Name]>;
}[keyof Catalog];
