using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Turns the pictures as their EXIF orientation says, or leaves them as they are stored.</summary>
public sealed record TurnPictures(bool ByExif) : DatasetRevision
{
    public override Refusal Done => new(ByExif ? "revision.turned" : "revision.asStored");

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        var kind = TargetKinds.Find(manifest.Kind);
        return manifest.Entries.Any(e => PictureFlags.OrientationOf(e) is not null)
            ? manifest.Entries.Select(entry => Turned(entry, kind))
            : throw new RefusedException(new Refusal(manifest.ReadsOrientation ? "revision.turn.upright" : "revision.turn.unread"));
    }

    private DatasetEntry Turned(DatasetEntry entry, ITargetKind? kind)
    {
        var turn = ByExif ? PictureFlags.OrientationOf(entry) : null;
        var turned = entry with { Turn = turn, Target = entry.Target is { } target ? kind?.Turned(target, entry.Turn, turn) ?? target : null };
        return LiesOnItsSide(entry.Turn) == LiesOnItsSide(turn) ? turned : turned with { Width = entry.Height, Height = entry.Width };
    }

    private static bool LiesOnItsSide(int? turn) => turn >= 5;
}
