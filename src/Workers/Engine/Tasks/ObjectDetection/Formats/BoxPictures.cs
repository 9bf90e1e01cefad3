using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>Boxes of any file, brought into their pictures' pixels: cut at the edges, turned where the file counts in the picture as it is stored, and left out
/// where they are none.</summary>
internal sealed class BoxPictures : AnnotatedPictures
{
    /// <summary>Most boxes of one picture.</summary>
    public const int MostOfOne = 10_000;

    // Beyond an edge by less it is rounding.
    private const double Rounding = 0.01;

    private readonly BoxPicture[] _pictures;
    private readonly int[] _numbers;
    private readonly BoxFaults _faults;

    /// <param name="pictures">A file may stand there twice.</param>
    /// <param name="names">As they were met.</param>
    /// <param name="leftOut">Of the names, those that are no class.</param>
    public BoxPictures(
        IEnumerable<BoxPicture> pictures,
        IReadOnlyList<string> names,
        IReadOnlySet<string> leftOut,
        IReadOnlyList<RefusedFile> refused,
        BoxFaults faults
    )
    {
        _faults = faults;
        Refused = refused;
        Names = [.. names.Where(name => !leftOut.Contains(name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var numbers = Names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        _numbers = [.. names.Select(name => numbers.GetValueOrDefault(name, -1))];
        _pictures = [.. Once(pictures).OrderBy(picture => picture.File, StringComparer.Ordinal)];
        // One part alone is no split.
        var isSplit = _pictures.Select(picture => picture.Part).OfType<string>().Distinct().Take(2).Count() > 1;
        Pictures = [.. _pictures.Select(picture => new AnnotatedPicture(picture.File, isSplit ? picture.Part : null))];
    }

    public override string Kind => ObjectDetectionCard.BoxesKind;

    public override IReadOnlyList<string> Names { get; }

    public override IReadOnlyList<AnnotatedPicture> Pictures { get; }

    public override IReadOnlyList<RefusedFile> Refused { get; }

    public override IReadOnlyList<ImportWarning> Warnings => _faults.Said();

    public override IReadOnlyList<double> Target(int picture, PictureFrame frame)
    {
        var written = _pictures[picture];
        var frames = BoxFrames.Of(written, frame);
        if (frames.IsScaled)
        {
            _faults.Add("scaled", written.File);
        }
        else if (frames.IsOfOtherSize)
        {
            _faults.Add("otherSize", written.File);
        }
        if (frames.IsTurned && written.Boxes.Count > 0)
        {
            _faults.Add("turned", written.File);
        }
        var objects = new List<TrueObject>(Math.Min(written.Boxes.Count, MostOfOne));
        foreach (var box in written.Boxes)
        {
            if (Placed(written, box, frames) is not { } found)
            {
                continue;
            }
            if (objects.Count == MostOfOne)
            {
                _faults.Add("tooMany", written.File);
                break;
            }
            if (found.IsCrowd)
            {
                _faults.Add("crowd", written.Place(box.Number));
            }
            objects.Add(found);
        }
        return ObjectRow.Write(new PictureObjects(frames.Width, frames.Height, objects));
    }

    private TrueObject? Placed(BoxPicture picture, WrittenBox written, BoxFrames frames)
    {
        var place = written.Number;
        if (_numbers[written.Class] < 0)
        {
            return null;
        }
        var box = written.Box;
        if (!double.IsFinite(box.X1) || !double.IsFinite(box.Y1) || !double.IsFinite(box.X2) || !double.IsFinite(box.Y2))
        {
            _faults.Add("notFinite", picture.Place(place));
            return null;
        }
        if (box.X2 <= box.X1 || box.Y2 <= box.Y1)
        {
            _faults.Add("empty", picture.Place(place));
            return null;
        }
        box = frames.Place(box);
        var inside = box.Within(0, 0, frames.Width, frames.Height);
        if (inside.X2 <= inside.X1 || inside.Y2 <= inside.Y1)
        {
            _faults.Add("elsewhere", picture.Place(place));
            return null;
        }
        if (inside.X1 - box.X1 > Rounding || inside.Y1 - box.Y1 > Rounding || box.X2 - inside.X2 > Rounding || box.Y2 - inside.Y2 > Rounding)
        {
            _faults.Add("outside", picture.Place(place));
        }
        var area = written.Area * frames.AreaScale;
        return new TrueObject(_numbers[written.Class], inside, double.IsFinite(area) && area > 0 ? area : inside.Area)
        {
            IsCrowd = written.IsCrowd,
            IsDifficult = written.IsDifficult,
        };
    }

    // A picture that two files name has the boxes of both.
    private IEnumerable<BoxPicture> Once(IEnumerable<BoxPicture> pictures)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var once = new List<BoxPicture>();
        foreach (var picture in pictures)
        {
            if (!places.TryGetValue(picture.File, out var at))
            {
                places[picture.File] = once.Count;
                once.Add(picture);
                continue;
            }
            _faults.Add("twice", picture.File);
            var first = once[at];
            if (picture.Boxes.Count == 0)
            {
                continue;
            }
            if (first.Boxes.Count == 0)
            {
                once[at] = picture with { Part = first.Part ?? picture.Part };
                continue;
            }
            var seen = first.Boxes.Select(box => (_numbers[box.Class], box.Box)).ToHashSet();
            var count = first.Boxes.Count;
            var more = picture.Boxes.Where(box => seen.Add((_numbers[box.Class], box.Box))).ToList();
            once[at] = first with
            {
                Boxes = [.. first.Boxes, .. more.Select((box, i) => box with { Number = -1 - i })],
                Place = number => number < 0 ? picture.Place(more[-1 - number].Number) : first.Place(number),
            };
        }
        return once;
    }
}
