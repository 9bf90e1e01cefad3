namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Resizing and cutting pictures (N, H, W, C).</summary>
internal static class PictureEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } = [("CenterCrop", CenterCrop), ("Resizing", Resizing), ("UpSampling2D", UpSampling)];

    private static IReadOnlyList<OnnxValue> Resizing(LayerCall call)
    {
        var (height, width) = (call.Config.Int("height"), call.Config.Int("width"));
        var interpolation = call.Config.Text("interpolation", "bilinear");
        foreach (var key in (string[])["pad_to_aspect_ratio", "antialias"])
        {
            if (call.Config.Bool(key, false))
            {
                throw call.Refuse(new("onnx.expected.keyFalse", ("key", key)), "true");
            }
        }

        var x = call.ToFirst(call.AsFloat(call.Input));
        return [Resize(call, call.Config.Bool("crop_to_aspect_ratio", false) ? CropToAspect(call, x, height, width) : x, height, width, interpolation)];
    }

    private static IReadOnlyList<OnnxValue> CenterCrop(LayerCall call)
    {
        var (height, width) = (call.Config.Int("height"), call.Config.Int("width"));
        var x = call.ToFirst(call.AsFloat(call.Input));
        var (h, w) = Size(call, x);
        return
        [
            h >= height && w >= width
                ? Cut(call, x, (h - height) / 2, height, (w - width) / 2, width)
                : Resize(call, CropToAspect(call, x, height, width), height, width, "bilinear"),
        ];
    }

    private static IReadOnlyList<OnnxValue> UpSampling(LayerCall call)
    {
        var x = call.ToFirst(call.Input);
        var size = call.Config.Spatial("size", 2, 2);
        var scales = call.Graph.Constant([1, 1, size[0], size[1]], 4);
        return
        [
            x with
            {
                Name = call.Graph.Add("Resize", [x.Name, "", scales], Mode(call, call.Config.Text("interpolation", "nearest"))),
                Shape = call.OutputShape,
            },
        ];
    }

    private static OnnxValue Resize(LayerCall call, OnnxValue x, long height, long width, string interpolation)
    {
        var size = call.Graph.Add("Concat", [call.Graph.Add("Shape", [x.Name], ("start", 0), ("end", 2)), call.Graph.Wholes(height, width)], ("axis", 0));
        return x with { Name = call.Graph.Add("Resize", [x.Name, "", "", size], Mode(call, interpolation)), Shape = x.Shape.With(1, height).With(2, width) };
    }

    // Pixel centres at halves, as TensorFlow 2; a tie goes to the higher pixel, as floor(place + 0.5) says.
    private static (string, object)[] Mode(LayerCall call, string interpolation) =>
        interpolation switch
        {
            "bilinear" => [("mode", "linear"), ("coordinate_transformation_mode", "half_pixel")],
            "nearest" => [("mode", "nearest"), ("coordinate_transformation_mode", "half_pixel"), ("nearest_mode", "round_prefer_ceil")],
            _ => throw call.Refuse(new("onnx.expected.interpolation"), interpolation),
        };

    private static OnnxValue CropToAspect(LayerCall call, OnnxValue x, int height, int width)
    {
        var (h, w) = Size(call, x);
        var cropHeight = Math.Max(1, Math.Min(h, (long)((double)w * height / width)));
        var cropWidth = Math.Max(1, Math.Min(w, (long)((double)h * width / height)));
        return Cut(call, x, (h - cropHeight) / 2, cropHeight, (w - cropWidth) / 2, cropWidth);
    }

    private static (long Height, long Width) Size(LayerCall call, OnnxValue x) =>
        x.Shape[1] is { } h && x.Shape[2] is { } w ? (h, w) : throw call.Refuse(new("onnx.expected.knownInput"), x.Shape);

    private static OnnxValue Cut(LayerCall call, OnnxValue x, long top, long height, long left, long width) =>
        x with
        {
            Name = call.Graph.Add("Slice", [x.Name, call.Graph.Wholes(top, left), call.Graph.Wholes(top + height, left + width), call.Graph.Wholes(2, 3)]),
            Shape = x.Shape.With(1, height).With(2, width),
        };
}
