using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

/// <summary>Methods are decoded instruction by instruction, whatever they contain.</summary>
[Trait("Requirement", "D4")]
public class InstructionsTests
{
    /// <summary>A reader that loses its place would meet invalid instructions, or end in the middle of one.</summary>
    [Fact]
    public void AllMethodsOfTheCoreLibrary_AreReadToTheirEnds()
    {
        using FileStream file = File.OpenRead(typeof(object).Assembly.Location);
        using PEReader assembly = new(file);
        MetadataReader metadata = assembly.GetMetadataReader();
        int tables = 0;
        foreach (MethodDefinition method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(static one => one.RelativeVirtualAddress != 0))
        {
            (int Offset, OpCode Code, EntityHandle Operand)[] all = [.. Instructions.Of(assembly.GetMethodBody(method.RelativeVirtualAddress))];
            tables += all.Count(static one => one.Code == OpCodes.Switch);
            Assert.True(all[^1].Code.FlowControl is FlowControl.Return or FlowControl.Throw or FlowControl.Branch, metadata.GetString(method.Name));
        }

        Assert.InRange(tables, 100, int.MaxValue);
    }
}
