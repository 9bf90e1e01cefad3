namespace MlOpsDashboard.Workers.Engine.Formats.Onnx;

/// <summary>Element types by ONNX's own numbers (TensorProto.DataType).</summary>
internal enum OnnxElementType
{
    Float = 1,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Double = 11,
}
