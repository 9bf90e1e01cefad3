using MlOpsDashboard.Workers.Engine.Layers;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Strides and margins of a sliding window. Keras's "same" puts an odd margin at the end, which ONNX calls SAME_UPPER where the length is known only
/// at run time.</summary>
internal static class Margins
{
    public static (string, object)[] Of(LayerCall call, int[] kernel, int[] strides, int[]? dilation = null)
    {
        dilation ??= [.. kernel.Select(_ => 1)];
        (string, object) stride = ("strides", SpatialWindow.Long(strides));
        var padding = call.Config.Text("padding");
        if (padding == "valid")
        {
            return [stride];
        }

        if (padding == "causal")
        {
            return [stride, ("pads", (long[])[(kernel[0] - 1L) * dilation[0], 0])];
        }

        var window = new SpatialWindow(kernel, strides, padding, dilation);
        var (before, after) = (new long[kernel.Length], new long[kernel.Length]);
        for (var axis = 0; axis < kernel.Length; axis++)
        {
            // With a stride of 1 the margin is the same at every length.
            if (call.Input.Shape[axis + 1] is not { } length && strides[axis] > 1)
            {
                return dilation.All(rate => rate == 1)
                    ? [stride, ("auto_pad", "SAME_UPPER")]
                    : throw call.Refuse(new("onnx.expected.knownSize"), call.Input.Shape);
            }

            (before[axis], after[axis]) = window.Margin(call.Input.Shape[axis + 1] ?? 1L << 20, axis);
        }

        return [stride, ("pads", (long[])[.. before, .. after])];
    }
}
