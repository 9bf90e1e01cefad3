using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers.Core;

/// <summary>Inputs of networks of texts, by KerasHub's names: whole numbers [texts, tokens].</summary>
public static class TextInputs
{
    public const string TokenIds = "token_ids";

    /// <summary>1 for a token, 0 for what fills the row up.</summary>
    public const string PaddingMask = "padding_mask";

    /// <summary>0, and 1 for the second text of a pair.</summary>
    public const string SegmentIds = "segment_ids";

    public static KerasTensor Create(string name) => InputLayer.Create(TensorShape.Of(null, null), "int32", name).Output;
}
