package dev.starling.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the modules, as ARCHITECTURE.md draws them. */
@AnalyzeClasses(packages = "dev.starling", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule modulesImportOnlyWhatTheyMay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("h264")
            .definedBy("dev.starling.h264..")
            .layer("quality")
            .definedBy("dev.starling.quality..")
            .layer("media")
            .definedBy("dev.starling.media..")
            .layer("swarm")
            .definedBy("dev.starling.swarm..")
            .layer("farm")
            .definedBy("dev.starling.farm..")
            .layer("s3")
            .definedBy("dev.starling.s3..")
            .optionalLayer("edge")
            .definedBy("dev.starling.edge..")
            .layer("app")
            .definedBy("dev.starling.app..")
            .whereLayer("h264")
            .mayNotAccessAnyLayer()
            .whereLayer("quality")
            .mayNotAccessAnyLayer()
            .whereLayer("media")
            .mayNotAccessAnyLayer()
            .whereLayer("swarm")
            .mayNotAccessAnyLayer()
            .whereLayer("farm")
            .mayOnlyAccessLayers("h264", "quality", "media", "swarm")
            .whereLayer("s3")
            .mayOnlyAccessLayers("farm", "swarm")
            .whereLayer("edge")
            .mayOnlyAccessLayers("h264", "swarm");

    @ArchTest
    static final ArchRule onlyMediaLoadsFfmpeg = noClasses()
            .that()
            .resideOutsideOfPackage("dev.starling.media..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule enginesUseTheJdkAlone = noClasses()
            .that()
            .resideInAnyPackage("dev.starling.h264..", "dev.starling.quality..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..", "jdk..", "org.jspecify..", "dev.starling.h264..", "dev.starling.quality..");

    @ArchTest
    static final ArchRule theDomainIsPure = noClasses()
            .that()
            .resideInAPackage("dev.starling.swarm..")
            .and()
            .resideOutsideOfPackage("dev.starling.swarm.pack..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.Thread");
}
