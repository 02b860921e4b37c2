// Types carry what they know under these keys. Nothing is stored there at run time: they are read by index, so that
// the compiler looks up one property where `infer` would compare whole types.

/** The artifacts of a record, by name. */
export declare const state: unique symbol
/** What a stage reads and outputs. */
export declare const wiring: unique symbol
/** What a cacher can hold, where that is more than one type. */
export declare const holds: unique symbol
/** Marks an aggregate. */
export declare const gathers: unique symbol
/** Marks what still waits for its function. */
export declare const waits: unique symbol
