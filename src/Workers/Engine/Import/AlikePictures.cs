using MlOpsDashboard.Core.Datasets;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>
/// Pictures that show nearly the same: in another size, another file format, compressed harder. Two are alike where their colours, averaged over 16 x 16 fields,
/// differ by at most <see cref="MostDifference"/> of what either varies. Mirrored, turned and cut pictures are not found, nor those of one colour, which all look
/// alike.
/// </summary>
internal static class AlikePictures
{
    /// <summary>Of the standard deviation of a picture's colours. Of emoji drawn in other sizes or stored as JPEG, 99 in 100 differ by less; different emoji seldom
    /// do.</summary>
    public const double MostDifference = 0.12;

    private const int Read = 32,
        Fine = 16,
        Coarse = 4;

    // Grey levels.
    private const double LeastContrast = 4;

    /// <summary>For each held picture that has one, the place of a picture of <paramref name="seen"/> that is nearly the same.</summary>
    /// <param name="heldBlobs">The folder of the held pictures' bytes; previews, where there are any, lie in <c>thumbs</c> beside it.</param>
    public static IReadOnlyDictionary<int, int> Find(
        IReadOnlyList<DatasetEntry> held,
        string heldBlobs,
        IReadOnlyList<DatasetEntry> seen,
        string seenBlobs,
        CancellationToken cancellationToken
    )
    {
        var (asked, known) = (LooksOf(held, heldBlobs, cancellationToken), LooksOf(seen, seenBlobs, cancellationToken));
        var found = new int[asked.Length];
        Parallel.For(
            0,
            asked.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            i => found[i] = asked[i] is { } one ? Array.FindIndex(known, other => other is not null && AreAlike(one, other)) : -1
        );
        return Enumerable.Range(0, found.Length).Where(i => found[i] >= 0).ToDictionary(i => i, i => found[i]);
    }

    private static Look?[] LooksOf(IReadOnlyList<DatasetEntry> pictures, string blobs, CancellationToken cancellationToken)
    {
        var looks = new Look?[pictures.Count];
        Parallel.For(
            0,
            pictures.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            i => looks[i] = LookOf(pictures[i], blobs)
        );
        return looks;
    }

    // Null for one colour, and for what can't be read: whoever judges by it says so.
    private static Look? LookOf(DatasetEntry picture, string blobs)
    {
        var preview = Path.Combine(Path.GetDirectoryName(blobs)!, "thumbs", picture.Sha256[..2], picture.Sha256 + ".webp");
        try
        {
            using var small = Image.Thumbnail(
                File.Exists(preview) ? preview : Path.Combine(blobs, picture.Sha256[..2], picture.Sha256),
                Read,
                height: Read,
                size: Enums.Size.Force
            );
            using var colour = small.Colourspace(Enums.Interpretation.Srgb);
            // Read more than once below; a file is read once.
            using var opaque = (colour.HasAlpha() ? colour.Flatten(background: [255, 255, 255]) : colour).CopyMemory();
            using var fine = opaque.Cast(Enums.BandFormat.Float).Shrink(Read / Fine, Read / Fine);
            using var coarse = fine.Shrink(Fine / Coarse, Fine / Coarse);
            if (fine.Bands != 3)
            {
                return null;
            }
            var colours = fine.WriteToMemory<float>();
            var contrast = ContrastOf(colours);
            return contrast < LeastContrast ? null : new(colours, coarse.WriteToMemory<float>(), contrast);
        }
        catch (VipsException)
        {
            return null;
        }
    }

    // Averages of fields differ by no more than the fields: what is far apart coarsely is so finely.
    private static bool AreAlike(Look one, Look other)
    {
        var most = MostDifference * Math.Min(one.Contrast, other.Contrast);
        return Difference(one.Coarse, other.Coarse) <= most && Difference(one.Fine, other.Fine) <= most;
    }

    // Of the three colours together, each about its own mean.
    private static double ContrastOf(float[] colours)
    {
        double variance = 0;
        for (var colour = 0; colour < 3; colour++)
        {
            double sum = 0,
                squares = 0;
            for (var i = colour; i < colours.Length; i += 3)
            {
                sum += colours[i];
                squares += colours[i] * (double)colours[i];
            }
            var count = colours.Length / 3;
            variance += (squares / count) - (sum / count * (sum / count));
        }
        return Math.Sqrt(Math.Max(0, variance / 3));
    }

    private static double Difference(float[] one, float[] other)
    {
        var sum = 0f;
        for (var i = 0; i < one.Length; i++)
        {
            sum += (one[i] - other[i]) * (one[i] - other[i]);
        }
        return Math.Sqrt(sum / one.Length);
    }

    /// <param name="Fine">Colours of 16 x 16 fields, 0 to 255.</param>
    /// <param name="Coarse">Of 4 x 4.</param>
    /// <param name="Contrast">Standard deviation of the colours.</param>
    private sealed record Look(float[] Fine, float[] Coarse, double Contrast);
}
