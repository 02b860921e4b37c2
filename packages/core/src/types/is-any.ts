export type IsAny<Value> = 0 extends 1 & Value ? true : false
