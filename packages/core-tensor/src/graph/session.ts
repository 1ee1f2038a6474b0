import type { NativeBinding } from "@liftjs/engine-native";
import { dataTypeNumber } from "../native/data-types.js";
import type { HostArray } from "../program.js";
import type { RecordedNode } from "./graph-recorder.js";
import { SAVED_MODEL_TAG, withSavedModel } from "./saved-model.js";

export interface Feed {
  readonly node: string;
  readonly value: HostArray;
}

/** A recorded graph, loaded by the addon. */
export class Session {
  readonly #model: number;
  constructor(
    readonly binding: NativeBinding,
    nodes: readonly RecordedNode[],
  ) {
    this.#model = withSavedModel(nodes, (folder) => binding.loadSavedModel(folder, SAVED_MODEL_TAG));
  }

  /** Run what the fetched nodes need. @returns their values, in order */
  run(feeds: readonly Feed[], fetches: readonly string[]): HostArray[] {
    const inputs: number[] = [];
    try {
      for (const { value } of feeds) inputs.push(this.#upload(value));
      const names = feeds.map(({ node }) => `${node}:0`).join(",");
      const results = this.binding.runSavedModel(
        this.#model,
        inputs,
        names,
        fetches.map((node) => `${node}:0`).join(","),
      );
      return results.map(({ id, shape }) => this.#download(id, shape));
    } finally {
      for (const id of inputs) this.binding.deleteTensor(id);
    }
  }

  close(): void {
    this.binding.deleteSavedModel(this.#model);
  }

  #upload({ shape, data }: HostArray): number {
    return this.binding.createTensor(
      [...shape],
      dataTypeNumber[data instanceof Int32Array ? "int32" : "float32"],
      data,
    );
  }

  #download(id: number, shape: readonly number[]): HostArray {
    try {
      return { shape: [...shape], data: this.binding.tensorDataSync(id) as Float32Array | Int32Array };
    } finally {
      this.binding.deleteTensor(id);
    }
  }
}
