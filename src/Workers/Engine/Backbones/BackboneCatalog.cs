using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Every backbone that can be named. One table: tests, the weight store and the new-run page go through it.</summary>
public static class BackboneCatalog
{
    private const string Published = "tensorflow/keras-applications/";

    public static IReadOnlyList<Backbone> All { get; } =
    [
        new("EfficientNetLite0", "EfficientNet-Lite", EfficientNetLite.Lite0, PreprocessingFunction.Named("efficientnet_lite"), 224, 3_413_024, null, null)
        {
            EmbeddedWeights = new("efficientnet_lite0_notop.weights.h5", "709dc9bd7cf2f04ff5b15c8d30c0af2b34ec81812dbdacd99c3d0991f9627343"),
        },
        new(
            "MobileNetV3Small",
            "MobileNetV3",
            MobileNetV3.Small,
            PreprocessingFunction.Named("mobilenet_v3"),
            224,
            939_120,
            new(Published + "mobilenet_v3/weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5", "d3e8ec802a04aa4fc771ee12a9a9b836"),
            new(Published + "mobilenet_v3/weights_mobilenet_v3_small_224_1.0_float.h5", "8768d4c2e7dee89b9d02b2d03d65d862")
        ),
        new(
            "MobileNetV3Large",
            "MobileNetV3",
            MobileNetV3.Large,
            PreprocessingFunction.Named("mobilenet_v3"),
            224,
            2_996_352,
            new(Published + "mobilenet_v3/weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5", "07fb09a5933dd0c8eaafa16978110389"),
            new(Published + "mobilenet_v3/weights_mobilenet_v3_large_224_1.0_float.h5", "59e551e166be033d707958cf9e29a6a7")
        ),
        new(
            "MobileNetV2",
            "MobileNetV2",
            MobileNetV2.Build,
            PreprocessingFunction.Named("mobilenet_v2"),
            224,
            2_257_984,
            new(Published + "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5", null),
            new(Published + "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5", null)
        ),
        new(
            "EfficientNetB0",
            "EfficientNet",
            EfficientNet.B0,
            PreprocessingFunction.Named("efficientnet"),
            224,
            4_049_571,
            new("keras-applications/efficientnetb0_notop.h5", "50bc09e76180e00e4465e1a485ddc09d"),
            new("keras-applications/efficientnetb0.h5", "902e53a9f72be733fc0bcb005b3ebbac")
        ),
        new(
            "EfficientNetB1",
            "EfficientNet",
            EfficientNet.B1,
            PreprocessingFunction.Named("efficientnet"),
            240,
            6_575_239,
            new("keras-applications/efficientnetb1_notop.h5", "74c4e6b3e1f6a1eea24c589628592432"),
            new("keras-applications/efficientnetb1.h5", "1d254153d4ab51201f1646940f018540")
        ),
        new(
            "EfficientNetB2",
            "EfficientNet",
            EfficientNet.B2,
            PreprocessingFunction.Named("efficientnet"),
            260,
            7_768_569,
            new("keras-applications/efficientnetb2_notop.h5", "111f8e2ac8aa800a7a99e3239f7bfb39"),
            new("keras-applications/efficientnetb2.h5", "b15cce36ff4dcbd00b6dd88e7857a6ad")
        ),
        new(
            "EfficientNetB3",
            "EfficientNet",
            EfficientNet.B3,
            PreprocessingFunction.Named("efficientnet"),
            300,
            10_783_535,
            new("keras-applications/efficientnetb3_notop.h5", "af6d107764bb5b1abb91932881670226"),
            new("keras-applications/efficientnetb3.h5", "ffd1fdc53d0ce67064dc6a9c7960ede0")
        ),
        new(
            "EfficientNetB4",
            "EfficientNet",
            EfficientNet.B4,
            PreprocessingFunction.Named("efficientnet"),
            380,
            17_673_823,
            new("keras-applications/efficientnetb4_notop.h5", "ebc24e6d6c33eaebbd558eafbeedf1ba"),
            new("keras-applications/efficientnetb4.h5", "18c95ad55216b8f92d7e70b3a046e2fc")
        ),
        new(
            "EfficientNetB5",
            "EfficientNet",
            EfficientNet.B5,
            PreprocessingFunction.Named("efficientnet"),
            456,
            28_513_527,
            new("keras-applications/efficientnetb5_notop.h5", "38879255a25d3c92d5e44e04ae6cec6f"),
            new("keras-applications/efficientnetb5.h5", "ace28f2a6363774853a83a0b21b9421a")
        ),
        new(
            "EfficientNetB6",
            "EfficientNet",
            EfficientNet.B6,
            PreprocessingFunction.Named("efficientnet"),
            528,
            40_960_143,
            new("keras-applications/efficientnetb6_notop.h5", "9ecce42647a20130c1f39a5d4cb75743"),
            new("keras-applications/efficientnetb6.h5", "165f6e37dce68623721b423839de8be5")
        ),
        new(
            "EfficientNetB7",
            "EfficientNet",
            EfficientNet.B7,
            PreprocessingFunction.Named("efficientnet"),
            600,
            64_097_687,
            new("keras-applications/efficientnetb7_notop.h5", "cbcfe4450ddf6f3ad90b1b398090fe4a"),
            new("keras-applications/efficientnetb7.h5", "8c03f828fec3ef71311cd463b6759d99")
        ),
        new(
            "EfficientNetV2B0",
            "EfficientNetV2",
            EfficientNetV2.B0,
            PreprocessingFunction.Named("efficientnet_v2"),
            224,
            5_919_312,
            new(Published + "efficientnet_v2/efficientnetv2-b0_notop.h5", "893217f2bb855e2983157299931e43ff"),
            new(Published + "efficientnet_v2/efficientnetv2-b0.h5", "21ecbf6da12460d5c40bb2f29ceb2188")
        ),
        new(
            "EfficientNetV2B1",
            "EfficientNetV2",
            EfficientNetV2.B1,
            PreprocessingFunction.Named("efficientnet_v2"),
            240,
            6_931_124,
            new(Published + "efficientnet_v2/efficientnetv2-b1_notop.h5", "0e80663031ca32d657f9caa404b6ec37"),
            new(Published + "efficientnet_v2/efficientnetv2-b1.h5", "069f0534ff22adf035c89e2d9547a9dc")
        ),
        new(
            "EfficientNetV2B2",
            "EfficientNetV2",
            EfficientNetV2.B2,
            PreprocessingFunction.Named("efficientnet_v2"),
            260,
            8_769_374,
            new(Published + "efficientnet_v2/efficientnetv2-b2_notop.h5", "1dfe2e7a5d45b6632553a8961ea609eb"),
            new(Published + "efficientnet_v2/efficientnetv2-b2.h5", "424e49f28180edbde1e94797771950a7")
        ),
        new(
            "EfficientNetV2B3",
            "EfficientNetV2",
            EfficientNetV2.B3,
            PreprocessingFunction.Named("efficientnet_v2"),
            300,
            12_930_622,
            new(Published + "efficientnet_v2/efficientnetv2-b3_notop.h5", "f6abf7b5849ac99a89b50dd3fd532856"),
            new(Published + "efficientnet_v2/efficientnetv2-b3.h5", "1f1fc43bd98a6e4fd8fdfd551e02c7a0")
        ),
        new(
            "EfficientNetV2S",
            "EfficientNetV2",
            EfficientNetV2.S,
            PreprocessingFunction.Named("efficientnet_v2"),
            384,
            20_331_360,
            new(Published + "efficientnet_v2/efficientnetv2-s_notop.h5", "af0682fb74e8c54910f2d4393339c070"),
            new(Published + "efficientnet_v2/efficientnetv2-s.h5", "e1d88a8495beba45748fedd0cecbe016")
        ),
        new(
            "EfficientNetV2M",
            "EfficientNetV2",
            EfficientNetV2.M,
            PreprocessingFunction.Named("efficientnet_v2"),
            480,
            53_150_388,
            new(Published + "efficientnet_v2/efficientnetv2-m_notop.h5", "1b8dc055df72dde80d614482840fe342"),
            new(Published + "efficientnet_v2/efficientnetv2-m.h5", "a3bf6aa3276309f4fc6a34aa114c95cd")
        ),
        new(
            "EfficientNetV2L",
            "EfficientNetV2",
            EfficientNetV2.L,
            PreprocessingFunction.Named("efficientnet_v2"),
            480,
            117_746_848,
            new(Published + "efficientnet_v2/efficientnetv2-l_notop.h5", "b0b66b5c863aef5b46e8608fe1711615"),
            new(Published + "efficientnet_v2/efficientnetv2-l.h5", "27e6d408b53c7ebc868fefa357689935")
        ),
        new("ResNet18", "ResNet", ResNet18.Build, PreprocessingFunction.Named("resnet"), 224, 15_908_800, null, null)
        {
            EmbeddedWeights = new("ResNet18.onnx", "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f")
            {
                Folder = "Packages",
                Convolutions = ResNet18.Convolutions,
            },
        },
        new(
            "ResNet50",
            "ResNet",
            ResNet.ResNet50,
            PreprocessingFunction.Named("resnet"),
            224,
            23_587_712,
            new(Published + "resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5", "4d473c1dd8becc155b73f8504c6f6626"),
            new(Published + "resnet/resnet50_weights_tf_dim_ordering_tf_kernels.h5", "2cb95161c43110f7111970584f804107")
        ),
        new(
            "ResNet101",
            "ResNet",
            ResNet.ResNet101,
            PreprocessingFunction.Named("resnet"),
            224,
            42_658_176,
            new(Published + "resnet/resnet101_weights_tf_dim_ordering_tf_kernels_notop.h5", "88cf7a10940856eca736dc7b7e228a21"),
            new(Published + "resnet/resnet101_weights_tf_dim_ordering_tf_kernels.h5", "f1aeb4b969a6efcfb50fad2f0c20cfc5")
        ),
        new(
            "ResNet152",
            "ResNet",
            ResNet.ResNet152,
            PreprocessingFunction.Named("resnet"),
            224,
            58_370_944,
            new(Published + "resnet/resnet152_weights_tf_dim_ordering_tf_kernels_notop.h5", "ee4c566cf9a93f14d82f913c2dc6dd0c"),
            new(Published + "resnet/resnet152_weights_tf_dim_ordering_tf_kernels.h5", "100835be76be38e30d865e96f2aaae62")
        ),
        new(
            "ResNet50V2",
            "ResNetV2",
            ResNetV2.ResNet50V2,
            PreprocessingFunction.Named("resnet_v2"),
            224,
            23_564_800,
            new(Published + "resnet/resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5", "fac2f116257151a9d068a22e544a4917"),
            new(Published + "resnet/resnet50v2_weights_tf_dim_ordering_tf_kernels.h5", "3ef43a0b657b3be2300d5770ece849e0")
        ),
        new(
            "ResNet101V2",
            "ResNetV2",
            ResNetV2.ResNet101V2,
            PreprocessingFunction.Named("resnet_v2"),
            224,
            42_626_560,
            new(Published + "resnet/resnet101v2_weights_tf_dim_ordering_tf_kernels_notop.h5", "c0ed64b8031c3730f411d2eb4eea35b5"),
            new(Published + "resnet/resnet101v2_weights_tf_dim_ordering_tf_kernels.h5", "6343647c601c52e1368623803854d971")
        ),
        new(
            "ResNet152V2",
            "ResNetV2",
            ResNetV2.ResNet152V2,
            PreprocessingFunction.Named("resnet_v2"),
            224,
            58_331_648,
            new(Published + "resnet/resnet152v2_weights_tf_dim_ordering_tf_kernels_notop.h5", "ed17cf2e0169df9d443503ef94b23b33"),
            new(Published + "resnet/resnet152v2_weights_tf_dim_ordering_tf_kernels.h5", "a49b44d1979771252814e80f8ec446f9")
        ),
        new(
            "VGG16",
            "VGG",
            Vgg.Vgg16,
            PreprocessingFunction.Named("vgg16"),
            224,
            14_714_688,
            new(Published + "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5", "6d6bbae143d832006294945121d1f1fc"),
            new(Published + "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5", "64373286793e3c8b2b4e3219cbf3544b")
        ),
        new(
            "VGG19",
            "VGG",
            Vgg.Vgg19,
            PreprocessingFunction.Named("vgg19"),
            224,
            20_024_384,
            new(Published + "vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5", "253f8cb515780f3b799900260a226db6"),
            new(Published + "vgg19/vgg19_weights_tf_dim_ordering_tf_kernels.h5", "cbe5617147190e668d6c5d5026f83318")
        ),
        new(
            "DenseNet121",
            "DenseNet",
            DenseNet.DenseNet121,
            PreprocessingFunction.Named("densenet"),
            224,
            7_037_504,
            new(Published + "densenet/densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5", "30ee3e1110167f948a6b9946edeeb738"),
            new(Published + "densenet/densenet121_weights_tf_dim_ordering_tf_kernels.h5", "9d60b8095a5708f2dcce2bca79d332c7")
        ),
        new(
            "DenseNet169",
            "DenseNet",
            DenseNet.DenseNet169,
            PreprocessingFunction.Named("densenet"),
            224,
            12_642_880,
            new(Published + "densenet/densenet169_weights_tf_dim_ordering_tf_kernels_notop.h5", "b8c4d4c20dd625c148057b9ff1c1176b"),
            new(Published + "densenet/densenet169_weights_tf_dim_ordering_tf_kernels.h5", "d699b8f76981ab1b30698df4c175e90b")
        ),
        new(
            "DenseNet201",
            "DenseNet",
            DenseNet.DenseNet201,
            PreprocessingFunction.Named("densenet"),
            224,
            18_321_984,
            new(Published + "densenet/densenet201_weights_tf_dim_ordering_tf_kernels_notop.h5", "c13680b51ded0fb44dff2d8f86ac8bb1"),
            new(Published + "densenet/densenet201_weights_tf_dim_ordering_tf_kernels.h5", "1ceb130c1ea1b78c3bf6114dbdfd8807")
        ),
        new(
            "InceptionV3",
            "Inception",
            InceptionV3.Build,
            PreprocessingFunction.Named("inception_v3"),
            299,
            21_802_784,
            new(Published + "inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5", "bcbd6486424b2319ff4ef7d526e38f63"),
            new(Published + "inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels.h5", "9a0d58056eeedaa3f26cb7ebd46da564")
        ),
        new(
            "Xception",
            "Xception",
            Xception.Build,
            PreprocessingFunction.Named("xception"),
            299,
            20_861_480,
            new(Published + "xception/xception_weights_tf_dim_ordering_tf_kernels_notop.h5", "b0042744bf5b25fce3cb969f33bebb97"),
            new(Published + "xception/xception_weights_tf_dim_ordering_tf_kernels.h5", "0a58e3b7378bc2990ea3b43d5981f1f6")
        ),
        new(
            "ConvNeXtTiny",
            "ConvNeXt",
            ConvNeXt.Tiny,
            PreprocessingFunction.Named("convnext"),
            224,
            27_820_128,
            new(Published + "convnext/convnext_tiny_notop.h5", "d547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1"),
            new(Published + "convnext/convnext_tiny.h5", "8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff")
        ),
        new(
            "ConvNeXtSmall",
            "ConvNeXt",
            ConvNeXt.Small,
            PreprocessingFunction.Named("convnext"),
            224,
            49_454_688,
            new(Published + "convnext/convnext_small_notop.h5", "6fc8009faa2f00c1c1dfce59feea9b0745eb260a7dd11bee65c8e20843da6eab"),
            new(Published + "convnext/convnext_small.h5", "ce1277d8f1ee5a0ef0e171469089c18f5233860ceaf9b168049cb9263fd7483c")
        ),
        new(
            "ConvNeXtBase",
            "ConvNeXt",
            ConvNeXt.Base,
            PreprocessingFunction.Named("convnext"),
            224,
            87_566_464,
            new(Published + "convnext/convnext_base_notop.h5", "40a20c5548a5e9202f69735ecc06c990e6b7c9d2de39f0361e27baeb24cb7c45"),
            new(Published + "convnext/convnext_base.h5", "52cbb006d3dadd03f6e095a8ca1aca47aecdd75acb4bc74bce1f5c695d0086e6")
        ),
    ];

    public static Backbone? Find(string name) => All.FirstOrDefault(backbone => backbone.Name == name);

    /// <summary>The backbone of that name.</summary>
    /// <exception cref="RefusedException">There is none; the sentence lists what there is.</exception>
    public static Backbone Named(string name) =>
        Find(name)
        ?? throw new RefusedException(new Refusal("backbone.unknown", ("known", string.Join(", ", All.Select(backbone => backbone.Name))), ("received", name)));
}
