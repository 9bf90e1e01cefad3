using MlOpsDashboard.Core.Callers;
using System.Text.Json.Serialization;
using MediatR;

namespace MlOpsDashboard.Core.Datasets;

public sealed record PictureSize(int Width, int Height, int Count);
