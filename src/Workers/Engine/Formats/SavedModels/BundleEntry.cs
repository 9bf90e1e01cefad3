using MlOpsDashboard.Workers.Engine.Formats.SafeTensors;

namespace MlOpsDashboard.Workers.Engine.Formats.SavedModels;

/// <summary>What the index of a checkpoint says about one tensor.</summary>
/// <param name="Key">Its name in the checkpoint, such as <c>embeddings/.ATTRIBUTES/VARIABLE_VALUE</c>.</param>
/// <param name="Type">TensorFlow's number of its type.</param>
/// <param name="Shard">Which data file holds it, from 0.</param>
/// <param name="Offset">In that file, in bytes.</param>
/// <param name="Bytes">How many there are.</param>
/// <param name="Checksum">Masked, of these bytes.</param>
/// <param name="IsSliced">Stored in parts under other keys.</param>
internal sealed record BundleEntry(string Key, int Type, IReadOnlyList<long> Shape, int Shard, long Offset, long Bytes, uint Checksum, bool IsSliced)
{
    /// <summary>DT_STRING.</summary>
    public const int Text = 7;

    private static readonly Dictionary<int, SafeTensorType> Numbers = new (int, string)[]
    {
        (1, "F32"),
        (2, "F64"),
        (3, "I32"),
        (4, "U8"),
        (5, "I16"),
        (6, "I8"),
        (9, "I64"),
        (10, "BOOL"),
        (14, "BF16"),
        (17, "U16"),
        (19, "F16"),
        (22, "U32"),
        (23, "U64"),
    }.ToDictionary(pair => pair.Item1, pair => SafeTensorType.Named(pair.Item2)!);

    /// <summary>How its numbers are read; null for texts and what is no number.</summary>
    public SafeTensorType? NumberType => Numbers.GetValueOrDefault(Type);

    /// <summary>Numbers or texts that it holds; null where that is more than a long.</summary>
    public long? Count
    {
        get
        {
            var count = 1L;
            foreach (var size in Shape)
            {
                if (size != 0 && count > long.MaxValue / size)
                {
                    return null;
                }
                count *= size;
            }
            return count;
        }
    }

    public bool Is(params long[] shape) => Shape.SequenceEqual(shape);
}
