import type { BackboneCatalog, DatasetCatalog, ModelCatalog, Named, PeftCatalog } from "@liftjs/contracts";

/** Where no package of a catalogue is installed, nothing is known of its names: any will do for the compiler, and the plan checks them. */
type Unchecked = string | { readonly name: string; readonly [option: string]: unknown };
type Checked<Catalog, Type> = [keyof Catalog] extends [never] ? Unchecked : Type;

/** The names of a catalogue. */
export type NameIn<Catalog> = [keyof Catalog] extends [never] ? string : keyof Catalog & string;

/** A name, or a name with its options; a typing error is a compile error for every package that is imported. */
export type Choice<Catalog> = Checked<Catalog, (keyof Catalog & string) | Named<Catalog>>;

/** Names of the data sets whose options have (or must have) a key. */
type DatasetsWith<Options> = {
  [Name in keyof DatasetCatalog]: DatasetCatalog[Name] extends Options ? Name : never;
}[keyof DatasetCatalog] &
  string;
type DatasetsWithRatio = {
  [Name in keyof DatasetCatalog]: "ratio" extends keyof DatasetCatalog[Name] ? Name : never;
}[keyof DatasetCatalog] &
  string;

/** A data set by its name, with its ratio where it has one, or with its path where it needs one. */
export type DatasetText = [keyof DatasetCatalog] extends [never]
  ? string
  : | (keyof DatasetCatalog & string)
    | `${DatasetsWithRatio}/${number}`
    | `${DatasetsWith<{ readonly path: string }>}:${string}`;

/** Options of the family that a model is of. */
type OptionsOfModel<Name extends keyof ModelCatalog> = ModelCatalog[Name] extends keyof BackboneCatalog
  ? BackboneCatalog[ModelCatalog[Name]]
  : Readonly<Record<string, unknown>>;

type KnownModel = {
  [Name in keyof ModelCatalog]: { readonly name: Name } & Readonly<Partial<OptionsOfModel<Name>>>;
}[keyof ModelCatalog];

type Architecture = {
  [Family in keyof BackboneCatalog]: { readonly family: Family; readonly name?: never } & Readonly<
    BackboneCatalog[Family]
  >;
}[keyof BackboneCatalog];

/** A known model, a known model with changed options, or an architecture in full. */
export type BackboneChoice =
  | Checked<ModelCatalog, (keyof ModelCatalog & string) | KnownModel>
  | ([keyof BackboneCatalog] extends [never]
      ? { readonly family: string; readonly [option: string]: unknown }
      : Architecture);

/** What a cell tunes, as `perMethod` is keyed: names joined by "+", in any order; "none" is head only. */
export type MethodKey = "none" | NameIn<PeftCatalog> | `${NameIn<PeftCatalog>}+${string}`;
