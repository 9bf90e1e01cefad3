using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>The labels of a YOLO dataset, picture by picture.</summary>
/// <param name="listed">The names by number.</param>
/// <param name="isNamed">Where nothing names classes, their numbers do.</param>
internal sealed class YoloReading(IAnnotationSource source, IReadOnlyList<string> listed, bool hasKeyPoints, bool isNamed)
{
    private const int MostBoxes = 3_000_000,
        MostClasses = 20_000;

    private readonly BoxNames _classes = new();
    private readonly BoxFaults _faults = new();
    private readonly List<BoxPicture> _pictures = [];
    private int[]? _numbers;
    private int _boxes;

    /// <param name="part">One of <see cref="DatasetPart"/>, or null.</param>
    /// <param name="text">Its labels; null where it has none, which says that nothing is on it.</param>
    /// <exception cref="RefusedException">The labels can't be read.</exception>
    public void Add(string picture, string? part, string? text)
    {
        _numbers ??= [.. listed.Select(_classes.Number)];
        var read = new BoxPicture(picture, part, number => string.Create(CultureInfo.InvariantCulture, $"{text}:{number}")) { Width = 1, Height = 1 };
        if (text is not null)
        {
            Read(read, text);
        }
        else
        {
            _faults.Add("noLabels", picture);
        }
        _pictures.Add(read);
    }

    /// <exception cref="RefusedException">There are more boxes than an import takes.</exception>
    public void Require()
    {
        if (_boxes > MostBoxes)
        {
            throw new RefusedException(new Refusal("boxes.most", ("most", MostBoxes), ("source", source.Name)));
        }
    }

    public AnnotatedPictures Done(IReadOnlyList<RefusedFile> refused)
    {
        if (!isNamed)
        {
            _faults.Add("numbered", source.Name);
        }
        return new BoxPictures(_pictures, _classes.All, new HashSet<string>(), refused, _faults);
    }

    private void Read(BoxPicture picture, string text)
    {
        var seen = new HashSet<(int, ObjectBox)>();
        var at = 0;
        foreach (var line in BoxText.Lines(source, text))
        {
            at++;
            if (line.Trim().Length == 0)
            {
                continue;
            }
            if (YoloLine.Read(line, hasKeyPoints) is not var (name, box, isOutline))
            {
                _faults.Add("line", picture.Place(at));
            }
            else if (Class(name) is not { } number)
            {
                _faults.Add("unknownClass", picture.Place(at));
            }
            else if (!seen.Add((number, box)))
            {
                _faults.Add("duplicateBox", picture.Place(at));
            }
            else
            {
                _boxes++;
                if (isOutline)
                {
                    _faults.Add("ofOutline", picture.Place(at));
                }
                picture.Boxes.Add(new WrittenBox(number, box, double.NaN, at));
            }
        }
    }

    // Some write the name itself.
    private int? Class(string written)
    {
        if (!double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return listed.Contains(written) ? _classes.Number(written) : null;
        }
        if (number < 0 || number != Math.Floor(number) || number >= (isNamed ? listed.Count : MostClasses))
        {
            return null;
        }
        return isNamed ? _numbers![(int)number] : _classes.Number(((int)number).ToString(CultureInfo.InvariantCulture));
    }
}
