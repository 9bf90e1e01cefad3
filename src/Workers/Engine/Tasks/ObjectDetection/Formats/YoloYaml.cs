using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data.Annotations;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>The description of a YOLO dataset, <c>data.yaml</c>: names of classes as a list or by number, and where the pictures of each part lie.</summary>
/// <remarks>https://docs.ultralytics.com/datasets/detect/#ultralytics-yolo-format</remarks>
internal sealed class YoloYaml
{
    private const long MostBytes = 4L << 20;
    private const int MostEvents = 400_000,
        MostDepth = 20,
        MostClasses = 20_000;

    private readonly SortedDictionary<int, string> _names = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _folders = new(StringComparer.Ordinal);

    private YoloYaml() { }

    /// <summary>The names by number; a number without name is its own. Empty where the file gives neither names nor how many.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>What the other paths are relative to; empty where it is not given.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Whether lines have key points behind their box.</summary>
    public bool HasKeyPoints { get; private set; }

    /// <summary>Folders, or lists of pictures, of <c>train</c>, <c>val</c> or <c>test</c>.</summary>
    public IReadOnlyList<string> Folders(string word) => _folders.GetValueOrDefault(word, []);

    /// <summary>Reads a file; null where it describes something else.</summary>
    /// <exception cref="RefusedException">No YAML, or one that is too large or deep.</exception>
    public static YoloYaml? Read(IAnnotationSource source, string file)
    {
        try
        {
            using var reader = new StreamReader(source.Open(file, MostBytes));
            var yaml = new YoloYaml();
            return yaml.Read(new Events(new Parser(reader), file)) ? yaml : null;
        }
        // A fault of the library in it is this file's own.
        catch (Exception e) when (e is not (RefusedException or OutOfMemoryException))
        {
            throw new RefusedException(new Refusal("boxes.yolo.yaml", ("name", file), ("line", (e as YamlException)?.Start.Line ?? 1)));
        }
    }

    private bool Read(Events events)
    {
        events.Next<StreamStart>();
        if (!events.Is<DocumentStart>() || !events.Is<MappingStart>())
        {
            return false;
        }
        var (count, isGiven) = (0, false);
        while (!events.Is<MappingEnd>())
        {
            var key = events.Next<Scalar>().Value;
            switch (key)
            {
                case "names":
                    isGiven = ReadNames(events);
                    break;
                case "nc":
                    count = Number(events.Text()) is >= 0 and <= MostClasses and var number ? number : 0;
                    break;
                case "path":
                    Path = events.Text() ?? "";
                    break;
                case "train" or "val" or "valid" or "validation" or "test":
                    _folders[key is "valid" or "validation" ? "val" : key] = [.. events.Texts()];
                    break;
                default:
                    HasKeyPoints |= key == "kpt_shape";
                    events.Skip();
                    break;
            }
        }
        if (!isGiven && (count == 0 || _folders.Count == 0))
        {
            return false;
        }
        var last = _names.Count == 0 ? 0 : _names.Keys.Max() + 1;
        Names = [.. Enumerable.Range(0, Math.Max(last, count)).Select(i => _names.GetValueOrDefault(i) ?? i.ToString(CultureInfo.InvariantCulture))];
        return isGiven || _folders.Count > 0;
    }

    private bool ReadNames(Events events)
    {
        if (events.Is<SequenceStart>())
        {
            for (var i = 0; !events.Is<SequenceEnd>(); i++)
            {
                Name(i, events);
            }
            return true;
        }
        if (!events.Is<MappingStart>())
        {
            events.Skip();
            return false;
        }
        while (!events.Is<MappingEnd>())
        {
            var number = Number(events.Text());
            if (number is >= 0 and < MostClasses and var known)
            {
                Name(known, events);
            }
            else
            {
                events.Skip();
            }
        }
        return true;
    }

    private void Name(int number, Events events)
    {
        if (number >= MostClasses)
        {
            throw new RefusedException(new Refusal("boxes.names", ("most", MostClasses)));
        }
        if (events.Text() is { } name)
        {
            _names[number] = name;
        }
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The events of a YAML file one after the other; names that stand for other parts of it are not followed.</summary>
    private sealed class Events
    {
        private readonly Parser _parser;
        private readonly string _file;
        private int _count;

        public Events(Parser parser, string file)
        {
            (_parser, _file) = (parser, file);
            _parser.MoveNext();
        }

        public bool Is<T>()
            where T : ParsingEvent
        {
            if (_parser.Current is not T)
            {
                return false;
            }
            Move();
            return true;
        }

        public T Next<T>()
            where T : ParsingEvent
        {
            var now = _parser.Current as T ?? throw Refused();
            Move();
            return now;
        }

        /// <summary>Of a plain value; null of any other, which is passed over.</summary>
        public string? Text()
        {
            if (_parser.Current is Scalar scalar)
            {
                Move();
                return scalar.Value;
            }
            Skip();
            return null;
        }

        /// <summary>Of one plain value or a list of them.</summary>
        public IEnumerable<string> Texts()
        {
            if (!Is<SequenceStart>())
            {
                return Text() is { Length: > 0 } one ? [one] : [];
            }
            var found = new List<string>();
            while (!Is<SequenceEnd>())
            {
                if (Text() is { Length: > 0 } text)
                {
                    found.Add(text);
                }
            }
            return found;
        }

        public void Skip()
        {
            var depth = 0;
            do
            {
                var now = _parser.Current ?? throw Refused();
                depth += now switch
                {
                    SequenceStart or MappingStart => 1,
                    SequenceEnd or MappingEnd => -1,
                    _ => 0,
                };
                if (depth > MostDepth || now is DocumentEnd or StreamEnd)
                {
                    throw Refused();
                }
                Move();
            } while (depth > 0);
        }

        private void Move()
        {
            if (++_count > MostEvents)
            {
                throw Refused();
            }
            _parser.MoveNext();
        }

        private RefusedException Refused() => new(new Refusal("boxes.yolo.yaml", ("name", _file), ("line", _parser.Current?.Start.Line ?? 0)));
    }
}
