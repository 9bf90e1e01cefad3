using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using PureHDF;

namespace MlOpsDashboard.Workers.Engine.Formats.Hdf;

/// <summary>A dataset of numbers.</summary>
internal sealed class HdfDataset(HdfFile file, IH5Dataset dataset, string path)
{
    // A compressed weight file is a few times smaller than its numbers; what claims far more is a bomb.
    private const long LargestRatio = 1000;

    public string Path => path;

    public long[] Shape { get; } =
    [
        .. dataset.Space.Dimensions.Select(dimension =>
            dimension <= int.MaxValue
                ? (long)dimension
                : throw new RefusedException(new Refusal("formats.hdf.dimensionTooLarge", ("file", file.Source), ("path", path), ("received", dimension)))
        ),
    ];

    public bool IsInteger => dataset.Type.Class == H5DataTypeClass.FixedPoint;

    /// <summary>The numbers in C order, whatever their type in the file.</summary>
    public float[] Floats()
    {
        var count = Count();
        return (dataset.Type.Class, dataset.Type.Size) switch
        {
            (H5DataTypeClass.FloatingPoint, 4) => Read<float>(count),
            (H5DataTypeClass.FloatingPoint, 2) => Array.ConvertAll(Read<Half>(count), number => (float)number),
            (H5DataTypeClass.FloatingPoint, 8) => Array.ConvertAll(Read<double>(count), number => (float)number),
            (H5DataTypeClass.FixedPoint, _) => Array.ConvertAll(Longs(), number => (float)number),
            _ => throw Refuse(
                new("formats.expected.numbers"),
                new Refusal("formats.received.typeBytes", ("type", dataset.Type.Class.ToString()), ("bytes", dataset.Type.Size.ToString()))
            ),
        };
    }

    public long[] Longs()
    {
        var count = Count();
        return (dataset.Type.Class, dataset.Type.Size) switch
        {
            (H5DataTypeClass.FixedPoint, 8) => Read<long>(count),
            (H5DataTypeClass.FixedPoint, 4) => Array.ConvertAll(Read<int>(count), number => (long)number),
            (H5DataTypeClass.FixedPoint, 2) => Array.ConvertAll(Read<short>(count), number => (long)number),
            (H5DataTypeClass.FixedPoint, 1) => Array.ConvertAll(Read<sbyte>(count), number => (long)number),
            (H5DataTypeClass.FloatingPoint, _) => Array.ConvertAll(Floats(), number => (long)number),
            _ => throw Refuse(
                new("formats.expected.wholeNumbers"),
                new Refusal("formats.received.typeBytes", ("type", dataset.Type.Class.ToString()), ("bytes", dataset.Type.Size.ToString()))
            ),
        };
    }

    private T[] Read<T>(long count)
        where T : unmanaged =>
        Shape.Length == 0 ? [dataset.Read<T>()]
        : count == 0 ? []
        : dataset.Read<T[]>();

    private long Count()
    {
        if (dataset.Layout.Class == H5DataLayoutClass.VirtualStorage)
        {
            throw Refuse(new("formats.expected.ownData"), new Refusal("formats.received.virtual"));
        }

        long count = 1;
        foreach (var dimension in Shape)
        {
            if (dimension != 0 && count > long.MaxValue / dimension / 16)
            {
                throw Refuse(new("formats.expected.fitsMemory"), $"({string.Join(", ", Shape)})");
            }

            count *= dimension;
        }

        var bytes = count * dataset.Type.Size;
        var largest = dataset.Layout.Class == H5DataLayoutClass.Chunked ? Math.Max(file.Length, 65536) * LargestRatio : file.Length;
        return bytes <= largest && count <= Array.MaxLength
            ? count
            : throw Refuse(
                new("formats.expected.mostBytesOfFile", ("most", largest.ToString()), ("length", file.Length.ToString())),
                new Refusal("formats.received.shapeBytes", ("shape", string.Join(", ", Shape)), ("bytes", bytes.ToString()))
            );
    }

    private RefusedException Refuse(Refusal expected, object received) =>
        new(new Refusal("formats.hdf.expects", ("file", file.Source), ("expected", expected), ("path", path), RefusalValue.Of("received", received)));
}
