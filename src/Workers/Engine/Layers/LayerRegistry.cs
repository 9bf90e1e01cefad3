using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Attention;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using MlOpsDashboard.Workers.Engine.Layers.Recurrent;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using MlOpsDashboard.Workers.Engine.Layers.Wrappers;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>The layer classes a file may name. A class that is not here is refused with the layer's name; nothing is ever looked up in code by a file's
/// word.</summary>
public static class LayerRegistry
{
    private static readonly Dictionary<string, Func<LayerConfig, Layer>> Table = new()
    {
        [nameof(InputLayer)] = ReadInput,
        [nameof(Activation)] = Activation.FromConfig,
        [nameof(ActivityRegularization)] = ActivityRegularization.FromConfig,
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
        ["Normalization"] = Preprocessing.Normalization.FromConfig,
        [nameof(Permute)] = Permute.FromConfig,
        [nameof(PositionEmbedding)] = PositionEmbedding.FromConfig,
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
        [nameof(AlphaDropout)] = AlphaDropout.FromConfig,
        [nameof(AdditiveAttention)] = AdditiveAttention.FromConfig,
        ["Attention"] = Attention.Attention.FromConfig,
        [nameof(Cropping1D)] = Cropping1D.FromConfig,
        [nameof(Cropping3D)] = Cropping3D.FromConfig,
        [nameof(EinsumDense)] = EinsumDense.FromConfig,
        [nameof(Equalization)] = Equalization.FromConfig,
        [nameof(GaussianDropout)] = GaussianDropout.FromConfig,
        [nameof(Hashing)] = Hashing.FromConfig,
        [nameof(Identity)] = Identity.FromConfig,
        [nameof(RandAugment)] = RandAugment.FromConfig,
        [nameof(RandomColorDegeneration)] = RandomColorDegeneration.FromConfig,
        [nameof(RandomColorJitter)] = RandomColorJitter.FromConfig,
        [nameof(RandomCrop)] = RandomCrop.FromConfig,
        [nameof(RandomGrayscale)] = RandomGrayscale.FromConfig,
        [nameof(RandomInvert)] = RandomInvert.FromConfig,
        [nameof(RMSNormalization)] = RMSNormalization.FromConfig,
        [nameof(SpatialDropout1D)] = SpatialDropout1D.FromConfig,
        [nameof(SpatialDropout3D)] = SpatialDropout3D.FromConfig,
        [nameof(UpSampling1D)] = UpSampling1D.FromConfig,
        [nameof(UpSampling3D)] = UpSampling3D.FromConfig,
        [nameof(ZeroPadding1D)] = ZeroPadding1D.FromConfig,
        [nameof(ZeroPadding3D)] = ZeroPadding3D.FromConfig,
        ["AdaptiveAveragePooling1D"] = AdaptivePooling.FromConfig(1),
        ["AdaptiveAveragePooling2D"] = AdaptivePooling.FromConfig(2),
        ["AdaptiveAveragePooling3D"] = AdaptivePooling.FromConfig(3),
        ["AdaptiveMaxPooling1D"] = AdaptivePooling.FromConfig(1),
        ["AdaptiveMaxPooling2D"] = AdaptivePooling.FromConfig(2),
        ["AdaptiveMaxPooling3D"] = AdaptivePooling.FromConfig(3),
    };

    /// <summary>Layers of Keras 3 that are not here, so that a refusal can tell them from what is no layer of Keras at all.</summary>
    private static readonly HashSet<string> KerasAlone =
    [
        "AugMix",
        "CLAHE",
        "ConvLSTM1D",
        "ConvLSTM2D",
        "ConvLSTM3D",
        "Conv3DTranspose",
        "FlaxLayer",
        "GroupQueryAttention",
        "GRUCell",
        "HashedCrossing",
        "JaxLayer",
        "LSTMCell",
        "MaxNumBoundingBoxes",
        "MelSpectrogram",
        "Pipeline",
        "RandomApply",
        "RandomChoice",
        "RandomElasticTransform",
        "RandomPerspective",
        "RandomResizedCrop",
        "ReversibleEmbedding",
        "RNN",
        "SimpleRNNCell",
        "StackedRNNCells",
        "STFTSpectrogram",
        "TFSMLayer",
        "TorchModuleWrapper",
    ];

    /// <summary>Layers that only Keras before 3 has, and how those are made that can be used all the same.</summary>
    private static readonly Dictionary<string, Func<LayerConfig, Layer>?> Keras2Alone = new()
    {
        ["CuDNNGRU"] = null,
        ["CuDNNLSTM"] = null,
        ["LocallyConnected1D"] = LocallyConnected.FromConfig(1),
        ["LocallyConnected2D"] = LocallyConnected.FromConfig(2),
        ["RandomHeight"] = RandomSize.FromConfig,
        ["RandomWidth"] = RandomSize.FromConfig,
    };

    /// <summary>Layers that only Keras before 3 has, and that are read.</summary>
    public static IEnumerable<string> ReadOfKeras2 => Keras2Alone.Where(layer => layer.Value is not null).Select(layer => layer.Key);

    /// <summary>Layers that only Keras before 3 has, and that are refused by name.</summary>
    public static IEnumerable<string> RefusedOfKeras2 => Keras2Alone.Where(layer => layer.Value is null).Select(layer => layer.Key);

    public static IEnumerable<string> Known => Table.Keys.Order();

    /// <summary>Layers of Keras that are refused.</summary>
    public static IEnumerable<string> KnownToKerasOnly => KerasAlone.Order();

    /// <summary>Whether files name the layer as one of KerasHub.</summary>
    public static bool IsOfKerasHub(string className) => className == nameof(PositionEmbedding);

    public static bool Contains(string className) => Table.ContainsKey(className);

    /// <summary>Makes the layer that a config describes.</summary>
    /// <exception cref="RefusedException">The class is unknown, a value is wrong, or a setting is not supported; the layer is named.</exception>
    public static Layer Create(string className, JsonObject config)
    {
        var penalty = config["activity_regularizer"]?.DeepClone();
        if (penalty is not null)
        {
            _ = RegularizerRegistry.FromJson(penalty, config["name"]?.ToString() ?? "?");
            config = (JsonObject)config.DeepClone();
            config["activity_regularizer"] = null;
        }

        var reader = new LayerConfig(className, config);
        if ((Table.GetValueOrDefault(className) ?? Keras2Alone.GetValueOrDefault(className)) is not { } factory)
        {
            throw new RefusedException(
                new Refusal(
                    KerasAlone.Contains(className) ? "layer.unsupported"
                        : Keras2Alone.ContainsKey(className) ? "layer.ofKeras2"
                        : "layer.unknown",
                    ("layer", Operations.Constants.Short(reader.Name)),
                    ("received", Operations.Constants.Short(className))
                )
            );
        }

        reader.RefuseQuantised();
        var layer = factory(reader);
        layer.ActivityRegularizer = penalty;
        foreach (var (key, constraint) in reader.Constraints())
        {
            layer.Constrain(key, constraint);
        }

        foreach (var key in reader.Unread)
        {
            throw reader.Refuse(key, new("layer.setting.leftOut"));
        }

        if (config["layer"] is null)
        {
            layer.Trainable = reader.Trainable;
        }
        else
        {
            // The file describes what is inside a wrapper, with flags of its own.
            layer.SetOwnTrainable(reader.Trainable);
        }

        return layer;
    }

    private static InputLayer ReadInput(LayerConfig config)
    {
        var shape = config.Node("batch_shape");
        if (config.Bool("sparse", false) || config.Bool("ragged", false) || config.Bool("optional", false))
        {
            throw config.Refuse("sparse", new("layer.setting.falseAsRagged"));
        }

        // An input's type is no policy: it is text, or numbers of any width.
        var dtype =
            config.Node("dtype") is JsonValue given && given.TryGetValue<string>(out var named) && (named == "string" || DTypes.Of(named) is not null)
                ? named
                : DTypePolicy.FromJson(config.Node("dtype")).Name;
        return new InputLayer(TensorShape.FromJson(shape), dtype, config.Name);
    }
}
