using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>
/// Objects of pictures as tensors: the size of each picture as given [n, 2], width and height; the class of each object [n, k], <see cref="None"/> where a
/// picture has fewer, or for a crowd, which is not learnt; and four corners an object as points of the network's input [n, 4 k, 2].
/// </summary>
/// <param name="Format">How pictures become the network's input.</param>
/// <param name="Decoding">How its outputs become objects, before anything is fitted.</param>
internal sealed record DetectorTargets(IReadOnlyList<string> Names, PictureFormat Format, DetectionDecoding Decoding) : ITargets
{
    public const int None = -1;

    public const int Corners = 4;

    private const double LeastLeft = 0.2;

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static DetectorTargets Read(IReadOnlyList<string> names, JsonObject? fitted)
    {
        try
        {
            var size = fitted!["imageSize"]!.AsArray();
            return new(
                names,
                new PictureFormat((int)size[0]!, (int)size[1]!, CropToAspectRatio: (bool)fitted["cropToAspectRatio"]!, Letterbox: (bool)fitted["letterbox"]!),
                DetectionDecoding.Of(fitted["decoding"]?.AsObject())
            );
        }
        catch (Exception fault) when (fault is InvalidOperationException or NullReferenceException or FormatException or ArgumentOutOfRangeException)
        {
            throw new RefusedException(new Refusal("detector.targets", ("fault", fault.Message)));
        }
    }

    public IReadOnlyList<torch.Tensor> ToTensors(IReadOnlyList<IReadOnlyList<double>> stored)
    {
        var pictures = Read(stored);
        var most = Most(pictures);
        var sizes = new float[2 * pictures.Length];
        var classes = new float[most * pictures.Length];
        Array.Fill(classes, None);
        for (var i = 0; i < pictures.Length; i++)
        {
            (sizes[2 * i], sizes[(2 * i) + 1]) = (pictures[i].Width, pictures[i].Height);
            for (var k = 0; k < pictures[i].Objects.Count; k++)
            {
                classes[(i * most) + k] = pictures[i].Objects[k].IsCrowd ? None : pictures[i].Objects[k].Class;
            }
        }
        return [torch.tensor(sizes, [pictures.Length, 2]), torch.tensor(classes, [pictures.Length, most])];
    }

    public torch.Tensor Points(IReadOnlyList<IReadOnlyList<double>> stored)
    {
        var pictures = Read(stored);
        var most = Most(pictures);
        var points = new float[pictures.Length * most * Corners * 2];
        for (var i = 0; i < pictures.Length; i++)
        {
            var place = PicturePlacement.Of(Format, pictures[i].Width, pictures[i].Height);
            for (var k = 0; k < pictures[i].Objects.Count; k++)
            {
                var box = Placed(pictures[i].Objects[k].Box, place);
                float[] corners = [(float)box.X1, (float)box.Y1, (float)box.X2, (float)box.Y1, (float)box.X2, (float)box.Y2, (float)box.X1, (float)box.Y2];
                corners.CopyTo(points.AsSpan(((i * most) + k) * Corners * 2));
            }
        }
        return torch.tensor(points, [pictures.Length, most * Corners, 2]);
    }

    public IReadOnlyList<double> Mosaic(IReadOnlyList<(MosaicPart Part, IReadOnlyList<double> Stored)> parts)
    {
        var objects = new List<TrueObject>();
        foreach (var (part, stored) in parts)
        {
            var picture = ObjectRow.Read(stored, Names.Count);
            var place = PicturePlacement.Of(Format, picture.Width, picture.Height);
            var (scaleX, scaleY) = ((double)part.Width / Format.Width, (double)part.Height / Format.Height);
            foreach (var found in picture.Objects)
            {
                var box = Placed(found.Box, place);
                var moved = new ObjectBox((box.X1 * scaleX) + part.X, (box.Y1 * scaleY) + part.Y, (box.X2 * scaleX) + part.X, (box.Y2 * scaleY) + part.Y);
                if (Left(moved, part.Left, part.Top, part.Right, part.Bottom) is { } left)
                {
                    objects.Add(found with { Box = left, Area = left.Area });
                }
            }
        }
        return ObjectRow.Write(new PictureObjects(Format.Width, Format.Height, objects));
    }

    /// <summary>What is left of a box within a part of a picture; null where that is too little to be called the object.</summary>
    public static ObjectBox? Left(ObjectBox box, double left, double top, double right, double bottom)
    {
        var cut = box.Within(left, top, right, bottom);
        return cut.Area > 0 && cut.Area >= LeastLeft * box.Area ? cut : null;
    }

    public JsonObject ToJson() =>
        new()
        {
            ["imageSize"] = new JsonArray(Format.Height, Format.Width),
            ["cropToAspectRatio"] = Format.CropToAspectRatio,
            ["letterbox"] = Format.Letterbox,
            ["decoding"] = Decoding.ToJson(),
        };

    /// <summary>A box of the picture as given in the network's input, cut to what that shows.</summary>
    public static ObjectBox Placed(ObjectBox box, PicturePlacement place)
    {
        var (x1, y1) = place.Into(box.X1, box.Y1);
        var (x2, y2) = place.Into(box.X2, box.Y2);
        return new ObjectBox(x1, y1, x2, y2).Within(place.Left, place.Top, place.Left + place.Width, place.Top + place.Height);
    }

    private PictureObjects[] Read(IReadOnlyList<IReadOnlyList<double>> stored) => [.. stored.Select(row => ObjectRow.Read(row, Names.Count))];

    // A tensor has room for one at least, so that a batch of empty pictures has points too.
    private static int Most(PictureObjects[] pictures) => pictures.Select(picture => picture.Objects.Count).Append(1).Max();
}
