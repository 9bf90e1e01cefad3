using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// Pastes a rectangle of another picture of the batch into each (Yun et al., 2019;
/// https://keras.io/api/layers/preprocessing_layers/image_augmentation/cut_mix/).
/// </summary>
/// <param name="factor">Range in 0..1 that a is drawn from; shares are then drawn from Beta(a, a). One number f means 0 to f; default 1.</param>
public sealed class CutMix(FactorRange? factor = null, int? seed = null, string? name = null, DTypePolicy? dtype = null) : MixingLayer(seed, name, dtype)
{
    private readonly FactorRange _factor = factor ?? FactorRange.Positive(1);

    public static CutMix FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new CutMix(FactorRange.Positive(FactorRange.Numbers(config, "factor", 1)), config.OptionalInt("seed"), config.Name, config.DType);
    }

    /// <summary><c>permutation_order</c> [N], <c>batch_masks</c> [N, H, W, 1], and <c>mix_weight</c> [N, 1, 1, 1]: the share that stays.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator)
    {
        var alpha = Uniform(_factor.Lower, _factor.Upper, generator, 1).item<float>() + 1e-6;
        var side = (1 - Beta(Math.Min(alpha, 1), pictures, generator)).sqrt_();
        var (mask, outside) = RandomBox.Draw(side, side, height, width, generator);
        return new Dictionary<string, Tensor>
        {
            ["permutation_order"] = Order(pictures, generator),
            ["batch_masks"] = mask,
            ["mix_weight"] = outside.view(-1, 1, 1, 1),
        };
    }

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        return where(transformation["batch_masks"], pictures.index_select(0, transformation["permutation_order"]), pictures).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = _factor.ToPair();
        config["seed"] = Seed;
    }
}
