using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx;

/// <summary>What flows along an edge of the graph that is being written.</summary>
/// <param name="Name">The ONNX tensor's name.</param>
/// <param name="Shape">Keras's logical shape, channels last; null dimensions are known only at run time.</param>
/// <param name="ChannelsFirst">True if the tensor itself lies as (N, C, ...): ONNX's convolutions want it, and layers in between leave it so.</param>
internal sealed record OnnxValue(string Name, TensorShape Shape, OnnxElementType Type = OnnxElementType.Float, bool ChannelsFirst = false)
{
    public int Rank => Shape.Rank;

    public bool IsFloat => Type == OnnxElementType.Float;

    /// <summary>Where a logical axis (negative counts from the end) lies in the tensor itself.</summary>
    public long Axis(int logical)
    {
        var axis = logical < 0 ? logical + Rank : logical;
        return !ChannelsFirst || axis == 0 ? axis
            : axis == Rank - 1 ? 1
            : axis + 1;
    }
}
