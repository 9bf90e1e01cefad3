using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Augmentation;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Attention;
using MlOpsDashboard.Workers.Engine.Layers.Lookup;
using MlOpsDashboard.Workers.Engine.Layers.Recurrent;
using MlOpsDashboard.Workers.Engine.Layers.Wrappers;

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
        [nameof(AveragePooling1D)] = AveragePooling1D.FromConfig,
        [nameof(AveragePooling2D)] = AveragePooling2D.FromConfig,
        [nameof(AveragePooling3D)] = AveragePooling3D.FromConfig,
        [nameof(BatchNormalization)] = BatchNormalization.FromConfig,
        [nameof(Bidirectional)] = Bidirectional.FromConfig,
        [nameof(CategoryEncoding)] = CategoryEncoding.FromConfig,
        [nameof(CenterCrop)] = CenterCrop.FromConfig,
        [nameof(Concatenate)] = Concatenate.FromConfig,
        [nameof(Conv1D)] = Conv1D.FromConfig,
        [nameof(Conv1DTranspose)] = Conv1DTranspose.FromConfig,
        [nameof(Conv2D)] = Conv2D.FromConfig,
        [nameof(Conv2DTranspose)] = Conv2DTranspose.FromConfig,
        [nameof(Conv3D)] = Conv3D.FromConfig,
        [nameof(Cropping2D)] = Cropping2D.FromConfig,
        [nameof(Dense)] = Dense.FromConfig,
        [nameof(DepthwiseConv1D)] = DepthwiseConv1D.FromConfig,
        [nameof(DepthwiseConv2D)] = DepthwiseConv2D.FromConfig,
        [nameof(Discretization)] = Discretization.FromConfig,
        [nameof(Dot)] = Dot.FromConfig,
        [nameof(Dropout)] = Dropout.FromConfig,
        [nameof(ELU)] = ELU.FromConfig,
        [nameof(Embedding)] = Embedding.FromConfig,
        [nameof(Flatten)] = Flatten.FromConfig,
        [nameof(GaussianNoise)] = GaussianNoise.FromConfig,
        [nameof(GlobalAveragePooling1D)] = GlobalAveragePooling1D.FromConfig,
        [nameof(GlobalAveragePooling2D)] = GlobalAveragePooling2D.FromConfig,
        [nameof(GlobalAveragePooling3D)] = GlobalAveragePooling3D.FromConfig,
        [nameof(GlobalMaxPooling1D)] = GlobalMaxPooling1D.FromConfig,
        [nameof(GlobalMaxPooling2D)] = GlobalMaxPooling2D.FromConfig,
        [nameof(GlobalMaxPooling3D)] = GlobalMaxPooling3D.FromConfig,
        [nameof(GroupNormalization)] = GroupNormalization.FromConfig,
        [nameof(GRU)] = GRU.FromConfig,
        [nameof(IntegerLookup)] = IntegerLookup.FromConfig,
        [nameof(LayerNormalization)] = LayerNormalization.FromConfig,
        [nameof(LayerScale)] = LayerScale.FromConfig,
        [nameof(LeakyReLU)] = LeakyReLU.FromConfig,
        [nameof(LSTM)] = LSTM.FromConfig,
        [nameof(Masking)] = Masking.FromConfig,
        [nameof(Maximum)] = Maximum.FromConfig,
        [nameof(MaxPooling1D)] = MaxPooling1D.FromConfig,
        [nameof(MaxPooling2D)] = MaxPooling2D.FromConfig,
        [nameof(MaxPooling3D)] = MaxPooling3D.FromConfig,
        [nameof(Minimum)] = Minimum.FromConfig,
        [nameof(MultiHeadAttention)] = MultiHeadAttention.FromConfig,
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
        [nameof(RepeatVector)] = RepeatVector.FromConfig,
        [nameof(Rescaling)] = Rescaling.FromConfig,
        [nameof(Reshape)] = Reshape.FromConfig,
        [nameof(Resizing)] = Resizing.FromConfig,
        [nameof(SeparableConv1D)] = SeparableConv1D.FromConfig,
        [nameof(SeparableConv2D)] = SeparableConv2D.FromConfig,
        [nameof(SimpleRNN)] = SimpleRNN.FromConfig,
        [nameof(Softmax)] = Softmax.FromConfig,
        [nameof(SpatialDropout2D)] = SpatialDropout2D.FromConfig,
        [nameof(SpectralNormalization)] = SpectralNormalization.FromConfig,
        [nameof(StringLookup)] = StringLookup.FromConfig,
        [nameof(Subtract)] = Subtract.FromConfig,
        [nameof(TextVectorization)] = TextVectorization.FromConfig,
        [nameof(TimeDistributed)] = TimeDistributed.FromConfig,
        [nameof(UnitNormalization)] = UnitNormalization.FromConfig,
        [nameof(UpSampling2D)] = UpSampling2D.FromConfig,
        [nameof(ZeroPadding2D)] = ZeroPadding2D.FromConfig,
    };

    /// <summary>Layers of Keras 3 that are not here, so that a refusal can tell them from what is no layer of Keras at all.</summary>
    private static readonly HashSet<string> KerasAlone =
    [
        "ActivityRegularization", "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D", "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D",
        "AdaptiveMaxPooling3D", "AdditiveAttention", "AlphaDropout", "Attention", "AugMix", "AutoContrast", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "Conv3DTranspose",
        "Cropping1D", "Cropping3D", "CutMix", "EinsumDense", "Equalization", "FlaxLayer", "GaussianDropout", "GroupQueryAttention", "GRUCell", "HashedCrossing", "Hashing",
        "IntegerLookup", "JaxLayer", "LSTMCell", "MaxNumBoundingBoxes", "MelSpectrogram", "MixUp", "Pipeline", "RandAugment", "RandomApply", "RandomBrightness", "RandomChoice",
        "RandomColorDegeneration", "RandomColorJitter", "RandomCrop", "RandomElasticTransform", "RandomErasing", "RandomGaussianBlur", "RandomGrayscale", "RandomHue",
        "RandomInvert", "RandomPerspective", "RandomPosterization", "RandomResizedCrop", "RandomSaturation", "RandomSharpness", "RandomShear",
        "ReversibleEmbedding", "RMSNormalization", "RNN", "SimpleRNNCell", "Solarization", "SpatialDropout1D", "SpatialDropout3D", "StackedRNNCells", "STFTSpectrogram",
        "StringLookup", "TextVectorization", "TFSMLayer", "ThresholdedReLU", "TorchModuleWrapper", "UpSampling1D", "UpSampling3D", "ZeroPadding1D", "ZeroPadding3D",
    ];

    public static IEnumerable<string> Known => Table.Keys.Order();

    public static bool Contains(string className) => Table.ContainsKey(className);

    /// <summary>Makes the layer that a config describes.</summary>
    /// <exception cref="RefusedException">The class is unknown, a value is wrong, or a setting is not supported; the layer is named.</exception>
    public static Layer Create(string className, JsonObject config)
    {
        var reader = new LayerConfig(className, config);
        if (!Table.TryGetValue(className, out var factory))
        {
            throw new RefusedException($"Layer '{reader.Name}' expects a class of {string.Join(", ", Known)}. Received '{className}'{(KerasAlone.Contains(className) ? ", a layer of Keras that is not supported" : "")}.");
        }

        var layer = factory(reader);
        foreach (var (key, constraint) in reader.Constraints())
        {
            layer.Constrain(key, constraint);
        }

        foreach (var key in reader.Unread)
        {
            throw reader.Refuse(key, "left out, since this setting is not supported");
        }

        layer.Trainable = reader.Trainable;
        return layer;
    }
}
