using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Samples;

/// <summary>What a sample says of each of its pictures where that is no class, as a table beside them.</summary>
internal abstract class SampleTargets
{
    /// <summary>One of <see cref="Core.Datasets.DatasetKinds"/>.</summary>
    public abstract string Kind { get; }

    /// <summary>Of the table, below the sample's folder.</summary>
    public abstract string FileName { get; }

    /// <summary>Of the labels or numbers.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The table's first row.</summary>
    public abstract string Header { get; }

    /// <summary>The cells of a picture's row behind its file.</summary>
    /// <param name="category">Of the icon set.</param>
    /// <param name="icon">Its name there.</param>
    /// <param name="drawing">RGB on white.</param>
    public abstract string Cells(string category, string icon, DecodedPicture drawing);

    /// <summary>The pixels of the drawing itself: all that are not the white background.</summary>
    protected static IEnumerable<(byte Red, byte Green, byte Blue)> Drawn(DecodedPicture drawing)
    {
        const byte White = 250;
        for (var i = 0; i < drawing.Pixels.Length; i += drawing.Channels)
        {
            var (red, green, blue) = (drawing.Pixels[i], drawing.Pixels[i + 1], drawing.Pixels[i + 2]);
            if (red < White || green < White || blue < White)
            {
                yield return (red, green, blue);
            }
        }
    }
}
