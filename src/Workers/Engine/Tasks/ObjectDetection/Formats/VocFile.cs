using System.Globalization;
using System.Text;
using System.Xml;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>One <c>annotation</c> of Pascal VOC. Boxes in the file count pixels from 1, both ends inside; here they are continuous and from 0.</summary>
/// <remarks>http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html</remarks>
internal sealed class VocFile
{
    public const long MostBytes = 32L << 20;

    private const int MostDepth = 32,
        MostObjects = 100_000;

    private readonly List<VocObject> _objects = [];

    private VocFile() { }

    /// <summary>As it is written; empty where it is missing.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>In pixels; null where it is missing or no size.</summary>
    public double? Width { get; private set; }

    public double? Height { get; private set; }

    public IReadOnlyList<VocObject> Objects => _objects;

    /// <summary>Reads a file; null where its root is another element.</summary>
    /// <param name="name">What to call it in a refusal.</param>
    /// <exception cref="RefusedException">No XML, with a document type, nested too deep, or with too many objects.</exception>
    public static VocFile? Read(byte[] bytes, string name)
    {
        try
        {
            using var reader = XmlReader.Create(Text(bytes), Settings());
            return Read(reader, name);
        }
        catch (Exception e) when (e is XmlException or ArgumentException or NotSupportedException)
        {
            var at = e is XmlException { LineNumber: > 0 and var line } ? new Refusal("boxes.words.line", ("line", line)) : new("boxes.words.start");
            throw new RefusedException(new Refusal("boxes.voc.xml", ("name", name), ("at", at)));
        }
    }

    private static XmlReaderSettings Settings() =>
        new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = MostBytes,
        };

    // What declares no encoding and is no UTF-8 was written in one of its country. What declares one that is not built in is decoded here.
    private static TextReader Text(byte[] bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0xEF, 0xBB, 0xBF, ..])
        {
            return new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        }
        var head = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 200));
        var at = head.IndexOf("encoding=", StringComparison.OrdinalIgnoreCase);
        var declared = at < 0 || at + 10 >= head.Length ? null : head[(at + 10)..].Split('"', '\'')[0];
        if (declared is not null && CodePage.Find(declared)?.Decode(bytes) is { } said)
        {
            return new StringReader(said);
        }
        if (declared is not null && declared.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) && bytes is not [(byte)'<', (byte)'?', ..])
        {
            return new StreamReader(new MemoryStream(bytes), bytes is [0, ..] ? Encoding.BigEndianUnicode : Encoding.Unicode);
        }
        var guessed =
            CodePage.Utf8.Decode(bytes) ?? CodePageGuess.Order([bytes]).Select(fit => fit.Page.Decode(bytes)).FirstOrDefault(text => text is not null);
        return new StringReader(guessed ?? Encoding.Latin1.GetString(bytes));
    }

    private static VocFile? Read(XmlReader reader, string name)
    {
        var file = new VocFile();
        var path = new string[MostDepth];
        var found = new VocObject.Parts();
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth >= MostDepth)
                    {
                        throw new RefusedException(new Refusal("boxes.voc.depth", ("most", MostDepth), ("name", name)));
                    }
                    path[reader.Depth] = reader.LocalName;
                    if (reader.Depth == 0 && reader.LocalName != "annotation")
                    {
                        return null;
                    }
                    if (reader.Depth == 1 && reader.LocalName == "object" && !reader.IsEmptyElement)
                    {
                        found = new VocObject.Parts();
                    }
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    file.Take(path.AsSpan(0, reader.Depth), reader.Value.Trim(), found);
                    break;
                case XmlNodeType.EndElement when reader.Depth == 1 && reader.LocalName == "object":
                    if (file._objects.Count == MostObjects)
                    {
                        throw new RefusedException(new Refusal("boxes.voc.objects", ("most", MostObjects), ("name", name)));
                    }
                    file._objects.Add(found.Whole());
                    break;
            }
        }
        return file;
    }

    // What stands deeper, as the box of a part of an object, is none of these.
    private void Take(ReadOnlySpan<string> path, string text, VocObject.Parts found)
    {
        if (path.Length == 2 && path[1] == "filename")
        {
            FileName += text;
        }
        else if (path.Length == 3 && path[1] == "size")
        {
            var pixels = Number(text) is >= 1 and var size && double.IsFinite(size) ? size : (double?)null;
            Width = path[2] == "width" ? pixels : Width;
            Height = path[2] == "height" ? pixels : Height;
        }
        else if (path.Length == 3 && path[1] == "object")
        {
            found.Take(path[2], text);
        }
        else if (path.Length == 4 && path[1] == "object" && path[2] == "bndbox")
        {
            found.TakeSide(path[3], Number(text));
        }
    }

    internal static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    /// <summary>An object of it.</summary>
    /// <param name="Box">NaN where it has none.</param>
    /// <param name="IsSwapped">The file has the larger end first; mended.</param>
    /// <param name="BeginsAtZero">An end lies at 0, where no pixel is.</param>
    internal readonly record struct VocObject(string Name, ObjectBox Box, bool IsDifficult, bool IsSwapped, bool BeginsAtZero)
    {
        /// <summary>One that is being read.</summary>
        internal sealed class Parts
        {
            private string _name = "";
            private bool _isDifficult;
            private double _left = double.NaN,
                _top = double.NaN,
                _right = double.NaN,
                _bottom = double.NaN;

            public void Take(string element, string text)
            {
                if (element == "name")
                {
                    _name += text;
                }
                else if (element == "difficult")
                {
                    _isDifficult = text.Equals("true", StringComparison.OrdinalIgnoreCase) || Number(text) is not (0 or double.NaN);
                }
            }

            public void TakeSide(string element, double number)
            {
                _ = element switch
                {
                    "xmin" => _left = number,
                    "ymin" => _top = number,
                    "xmax" => _right = number,
                    "ymax" => _bottom = number,
                    _ => 0,
                };
            }

            public VocObject Whole()
            {
                var isSwapped = _right < _left || _bottom < _top;
                return new VocObject(
                    _name,
                    new ObjectBox(Math.Min(_left, _right) - 1, Math.Min(_top, _bottom) - 1, Math.Max(_left, _right), Math.Max(_top, _bottom)),
                    _isDifficult,
                    isSwapped,
                    Math.Min(_left, _right) == 0 || Math.Min(_top, _bottom) == 0
                );
            }
        }
    }
}
