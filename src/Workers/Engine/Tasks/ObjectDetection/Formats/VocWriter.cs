using System.IO.Compression;
using System.Text;
using System.Xml;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>Pascal VOC: <c>Annotations</c>, <c>JPEGImages</c>, and <c>ImageSets/Main</c> where there is a split. VOC counts whole pixels from 1, both ends inside:
/// an end between two pixels goes to the nearer one.</summary>
public sealed class VocWriter : IAnnotationWriter
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Indent = true,
        NewLineChars = "\n",
        Encoding = new UTF8Encoding(false),
    };

    public string Name => "voc";

    public string Kind => ObjectDetectionCard.BoxesKind;

    public void Write(LabelledFiles files, ZipArchive archive, CancellationToken cancellationToken)
    {
        var names = ExportNames.Of(files);
        for (var i = 0; i < names.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (name, picture) = (names[i], ObjectRow.Read(files.Files[i].TargetNumbers, files.ClassNames.Count));
            archive.Put($"Annotations/{PictureNames.Stem(name)}.xml", stream => Write(stream, name, picture, files.ClassNames));
            archive.PutFile($"JPEGImages/{name}", files.FullPath(i));
        }
        if (!ExportNames.AreSplit(files))
        {
            return;
        }
        foreach (
            var part in names
                .Select((name, i) => (Stem: PictureNames.Stem(name), Word: ExportNames.Word(files.Files[i].Part)))
                .GroupBy(at => at.Word)
                .OrderBy(part => part.Key, StringComparer.Ordinal)
        )
        {
            archive.PutText($"ImageSets/Main/{part.Key}.txt", string.Concat(part.Select(at => at.Stem + "\n")));
        }
    }

    /// <summary>The four numbers of a box: xmin, ymin, xmax, ymax.</summary>
    internal static (int Left, int Top, int Right, int Bottom) Whole(ObjectBox box, int width, int height)
    {
        var (left, right) = Ends(box.X1, box.X2, width);
        var (top, bottom) = Ends(box.Y1, box.Y2, height);
        return (left, top, right, bottom);
    }

    private static (int Low, int High) Ends(double low, double high, int most)
    {
        var first = Math.Clamp((int)Math.Floor(low + 0.5) + 1, 1, most);
        return (first, Math.Clamp((int)Math.Floor(high + 0.5), first, most));
    }

    private static void Write(Stream stream, string name, PictureObjects picture, IReadOnlyList<string> classes)
    {
        using var xml = XmlWriter.Create(stream, Settings);
        xml.WriteStartElement("annotation");
        xml.WriteElementString("folder", "JPEGImages");
        xml.WriteElementString("filename", name);
        xml.WriteStartElement("size");
        Number(xml, "width", picture.Width);
        Number(xml, "height", picture.Height);
        Number(xml, "depth", 3);
        xml.WriteEndElement();
        Number(xml, "segmented", 0);
        foreach (var found in picture.Objects)
        {
            xml.WriteStartElement("object");
            xml.WriteElementString("name", Plain(classes[found.Class]));
            xml.WriteElementString("pose", "Unspecified");
            Number(xml, "truncated", 0);
            Number(xml, "difficult", found.IsDifficult ? 1 : 0);
            var (left, top, right, bottom) = Whole(found.Box, picture.Width, picture.Height);
            xml.WriteStartElement("bndbox");
            Number(xml, "xmin", left);
            Number(xml, "ymin", top);
            Number(xml, "xmax", right);
            Number(xml, "ymax", bottom);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Number(XmlWriter xml, string name, int value) => xml.WriteElementString(name, XmlConvert.ToString(value));

    // XML has no place for some characters.
    private static string Plain(string name) => string.Concat(name.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '_'));
}
