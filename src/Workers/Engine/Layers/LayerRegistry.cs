using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Augmentation;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>The layer classes a file may name. A class that is not here is refused with the layer's name; nothing is ever looked up in code by a file's word.</summary>
public static class LayerRegistry
{
    private static readonly Dictionary<string, Func<LayerConfig, Layer>> Table = new()
    {
        [nameof(InputLayer)] = InputLayer.FromConfig,
        [nameof(Activation)] = Activation.FromConfig,
        [nameof(Add)] = Add.FromConfig,
        [nameof(Average)] = Average.FromConfig,
        [nameof(AveragePooling2D)] = AveragePooling2D.FromConfig,
        [nameof(BatchNormalization)] = BatchNormalization.FromConfig,
        [nameof(Concatenate)] = Concatenate.FromConfig,
        [nameof(Conv2D)] = Conv2D.FromConfig,
        [nameof(Conv2DTranspose)] = Conv2DTranspose.FromConfig,
        [nameof(Cropping2D)] = Cropping2D.FromConfig,
        [nameof(Dense)] = Dense.FromConfig,
        [nameof(DepthwiseConv2D)] = DepthwiseConv2D.FromConfig,
        [nameof(Dropout)] = Dropout.FromConfig,
        [nameof(ELU)] = ELU.FromConfig,
        [nameof(Embedding)] = Embedding.FromConfig,
        [nameof(Flatten)] = Flatten.FromConfig,
        [nameof(GaussianNoise)] = GaussianNoise.FromConfig,
        [nameof(GlobalAveragePooling1D)] = GlobalAveragePooling1D.FromConfig,
        [nameof(GlobalAveragePooling2D)] = GlobalAveragePooling2D.FromConfig,
        [nameof(GlobalMaxPooling2D)] = GlobalMaxPooling2D.FromConfig,
        [nameof(GroupNormalization)] = GroupNormalization.FromConfig,
        [nameof(LayerNormalization)] = LayerNormalization.FromConfig,
        [nameof(LayerScale)] = LayerScale.FromConfig,
        [nameof(LeakyReLU)] = LeakyReLU.FromConfig,
        [nameof(Maximum)] = Maximum.FromConfig,
        [nameof(MaxPooling2D)] = MaxPooling2D.FromConfig,
        [nameof(Minimum)] = Minimum.FromConfig,
        [nameof(Multiply)] = Multiply.FromConfig,
        [nameof(Normalization)] = Normalization.FromConfig,
        [nameof(Permute)] = Permute.FromConfig,
        [nameof(PReLU)] = PReLU.FromConfig,
        [nameof(RandomBrightness)] = RandomBrightness.FromConfig,
        [nameof(RandomErasing)] = RandomErasing.FromConfig,
        [nameof(RandomGaussianBlur)] = RandomGaussianBlur.FromConfig,
        [nameof(RandomHue)] = RandomHue.FromConfig,
        [nameof(RandomPosterization)] = RandomPosterization.FromConfig,
        [nameof(RandomSaturation)] = RandomSaturation.FromConfig,
        [nameof(RandomSharpness)] = RandomSharpness.FromConfig,
        [nameof(RandomShear)] = RandomShear.FromConfig,
        [nameof(Solarization)] = Solarization.FromConfig,
        [nameof(MixUp)] = MixUp.FromConfig,
        [nameof(CutMix)] = CutMix.FromConfig,
        [nameof(AutoContrast)] = AutoContrast.FromConfig,
        [nameof(RandomContrast)] = RandomContrast.FromConfig,
        [nameof(RandomFlip)] = RandomFlip.FromConfig,
        [nameof(RandomRotation)] = RandomRotation.FromConfig,
        [nameof(RandomTranslation)] = RandomTranslation.FromConfig,
        [nameof(RandomZoom)] = RandomZoom.FromConfig,
        [nameof(ReLU)] = ReLU.FromConfig,
        [nameof(Rescaling)] = Rescaling.FromConfig,
        [nameof(Reshape)] = Reshape.FromConfig,
        [nameof(SeparableConv2D)] = SeparableConv2D.FromConfig,
        [nameof(Softmax)] = Softmax.FromConfig,
        [nameof(SpatialDropout2D)] = SpatialDropout2D.FromConfig,
        [nameof(Subtract)] = Subtract.FromConfig,
        [nameof(UpSampling2D)] = UpSampling2D.FromConfig,
        [nameof(ZeroPadding2D)] = ZeroPadding2D.FromConfig,
    };

    public static IEnumerable<string> Known => Table.Keys.Order();

    public static bool Contains(string className) => Table.ContainsKey(className);

    /// <summary>Makes the layer that a config describes.</summary>
    /// <exception cref="RefusedException">The class is unknown, a value is wrong, or a setting is not supported; the layer is named.</exception>
    public static Layer Create(string className, JsonObject config)
    {
        var reader = new LayerConfig(className, config);
        if (!Table.TryGetValue(className, out var factory))
        {
            throw new RefusedException($"Layer '{reader.Name}' expects a class of {string.Join(", ", Known)}. Received '{className}'.");
        }

        var layer = factory(reader);
        foreach (var key in reader.Unread)
        {
            throw reader.Refuse(key, "left out, since this setting is not supported");
        }

        layer.Trainable = reader.Trainable;
        return layer;
    }
}
