using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>Keras's names of element types. Whole numbers are computed with as int64, whatever their width in the file.</summary>
internal static class DTypes
{
    public static ScalarType? Of(string name) =>
        name switch
        {
            "float32" => ScalarType.Float32,
            "float64" => ScalarType.Float64,
            "float16" or "half" => ScalarType.Float16,
            "bfloat16" => ScalarType.BFloat16,
            "bool" => ScalarType.Bool,
            "int8" or "int16" or "int32" or "int64" or "uint8" or "uint16" or "uint32" or "uint64" => ScalarType.Int64,
            _ => null,
        };

    public static string Name(ScalarType type) =>
        type switch
        {
            ScalarType.Float64 => "float64",
            ScalarType.Float16 => "float16",
            ScalarType.BFloat16 => "bfloat16",
            ScalarType.Bool => "bool",
            ScalarType.Float32 => "float32",
            _ => "int64",
        };
}
