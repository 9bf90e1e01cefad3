using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Decides anew what is for training, validation and the test. Which picture goes where depends on its content and the seed alone: the same bytes are
/// never on two sides. What nobody labelled stays apart.</summary>
/// <param name="Validation">Share for validation, 0 (each run splits by itself) to below 1.</param>
/// <param name="Test">Share that no run is given, 0 to below 1.</param>
/// <param name="Stratified">The shares hold within each class (of labels: among the pictures with the same rarest one; of numbers: within up to ten groups by
/// the first); else of all pictures together.</param>
public sealed record HoldOut(double Validation, double Test, bool Stratified = true, int Seed = 42) : DatasetRevision
{
    public override Refusal Done =>
        (Validation, Test) switch
        {
            (0, 0) => new("revision.split.none"),
            (0, _) => new("revision.split.test", ("test", Percent(Test))),
            (_, 0) => new("revision.split.validation", ("validation", Percent(Validation))),
            _ => new("revision.split.both", ("validation", Percent(Validation)), ("test", Percent(Test))),
        };

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        if (Validation is not (>= 0 and < 1) || Test is not (>= 0 and < 1) || Validation + Test >= 1)
            throw new RefusedException(new Refusal("revision.shares", ("validation", $"{Validation}"), ("test", $"{Test}")));
        var parts = new Dictionary<string, string?>(StringComparer.Ordinal);
        // Bytes in two classes are one picture: it goes where its first class sends it.
        var pictures = manifest.Entries.Where(e => e.Part != DatasetPart.Unlabelled).DistinctBy(e => e.Sha256).ToList();
        foreach (var group in Stratified ? DatasetStrata.Of(manifest, pictures) : [pictures])
        {
            var shas = group.Select(e => e.Sha256).OrderBy(Place).ToList();
            var (validation, test) = (Count(Validation, shas.Count), Count(Test, shas.Count));
            // Rounded up both may take all: the larger share gives one back.
            while (validation + test > 0 && validation + test >= shas.Count)
                (validation, test) = validation > test ? (validation - 1, test) : (validation, test - 1);
            for (var i = 0; i < shas.Count; i++)
                parts[shas[i]] =
                    i < test ? DatasetPart.Test
                    : i < test + validation ? DatasetPart.Validation
                    : Validation + Test == 0 ? null
                    : DatasetPart.Training;
        }
        foreach (var (part, share) in new[] { (DatasetPart.Test, Test), (DatasetPart.Validation, Validation), (DatasetPart.Training, 1.0) })
        {
            if (share > 0 && Validation + Test > 0 && !parts.ContainsValue(part))
                throw new RefusedException(
                    new Refusal(
                        "revision.part.empty",
                        ("part", new Refusal($"words.part.{part}")),
                        ("pictures", $"{pictures.Count}"),
                        ("validation", $"{Validation}"),
                        ("test", $"{Test}")
                    )
                );
        }
        return manifest.Entries.Select(e => e.Part == DatasetPart.Unlabelled ? e : e with { Part = parts[e.Sha256] });
    }

    // The nearest whole number; at least one picture of a share that is asked for, as long as training keeps one.
    private static int Count(double share, int pictures) =>
        share == 0 || pictures < 3 ? 0 : Math.Max(1, (int)Math.Round(share * pictures, MidpointRounding.AwayFromZero));

    private ulong Place(string sha256) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{Seed}:{sha256}"))));
}
