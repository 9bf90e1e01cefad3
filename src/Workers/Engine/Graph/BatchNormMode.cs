namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>What batch normalisation does while training. Keras 3 itself does <see cref="Train"/> whatever <c>training=False</c> the graph says.</summary>
public enum BatchNormMode
{
    /// <summary>Statistics stay fixed; gamma and beta of unfrozen layers still train. What transfer-learning tutorials mean.</summary>
    Inference,

    /// <summary>Unfrozen layers use the statistics of the batch and move their averages (Keras 3's behaviour).</summary>
    Train,

    /// <summary>As <see cref="Inference"/>; the freeze plan also never unfreezes them.</summary>
    Frozen,
}
