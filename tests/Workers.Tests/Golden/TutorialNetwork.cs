using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;

namespace MlOpsDashboard.Workers.Tests.Golden;

/// <summary>The tutorial's 32x32 network, as golden/formats/pretrained_model holds it.</summary>
internal static class TutorialNetwork
{
    public static Sequential Create()
    {
        using var names = NameScope.Begin();
        return new Sequential(
            [
                InputLayer.Of(32, 32, 3),
                new Conv2D(32, 3, activation: "relu"),
                new MaxPooling2D(2),
                new Conv2D(64, 3, activation: "relu"),
                new MaxPooling2D(2),
                new Conv2D(64, 3, activation: "relu"),
                new GlobalAveragePooling2D(),
                new Dense(64, activation: "relu"),
                new Dense(10, activation: "softmax"),
            ],
            name: "pretrain"
        );
    }
}
