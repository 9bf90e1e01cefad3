using System.Globalization;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>What a manifest says of a picture that was read.</summary>
/// <param name="annotated">Says the targets of those that have a place in it; null where there are none.</param>
/// <param name="unlabelled">Says those of all others; null where they have none.</param>
/// <param name="turns">Whether a picture is turned as its EXIF orientation says.</param>
internal sealed class PictureReading(AnnotatedPictures? annotated, ITargetKind? unlabelled, bool turns)
{
    public DatasetEntry Entry(ClassFile file, int bytes, string sha256, InspectedPicture picture)
    {
        var header = picture.Header;
        var turn = turns ? header.Orientation : null;
        var (width, height) = turn >= 5 ? (header.Height, header.Width) : (header.Width, header.Height);
        string[] flags =
        [
            .. picture.IsNearConstant ? [PictureFlags.NearConstant] : Array.Empty<string>(),
            .. header.Orientation is { } orientation
                ? [string.Create(CultureInfo.InvariantCulture, $"{PictureFlags.Orientation}{orientation}")]
                : Array.Empty<string>(),
            .. header.Frames > 1 ? [string.Create(CultureInfo.InvariantCulture, $"{PictureFlags.Frames}{header.Frames}")] : Array.Empty<string>(),
        ];
        return new DatasetEntry(file.Path, file.Class, bytes, sha256, width, height, flags.Length > 0 ? flags : null)
        {
            Labels = file.Labels,
            Numbers = file.Numbers,
            Target = file.Annotated is { } place
                ? annotated!.Target(place, new PictureFrame(header.Width, header.Height, header.Orientation, turn))
                : unlabelled?.Nothing(width, height),
            Part = file.Annotated is null && unlabelled is not null ? DatasetPart.Unlabelled : file.Part,
            Weight = file.Weight,
            Turn = turn,
            RawPath = file.Entry.RawOf(file.Path),
        };
    }
}
